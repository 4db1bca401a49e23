// The table of keys that `?` shows.

import { button, make } from "../dom.js";
import { KEYS } from "./keys.js";

/** Fill the dialog; the function that opens or closes it. */
export function keysDialog(dialog) {
  const title = make("h2", "", "按键");
  title.id = "keys-title";
  const rows = KEYS.map(([key, meaning]) => {
    const head = make("th", "", ...key.split(" ").map((k) => make("kbd", "", k)));
    head.scope = "row";
    return make("tr", "", head, make("td", "", meaning));
  });
  dialog.replaceChildren(title, make("table", "keys", make("tbody", "", ...rows)), button("primary", () => dialog.close(), "知道了"));
  dialog.addEventListener("keydown", (event) => { if (["?", "？"].includes(event.key)) dialog.close(); });
  return () => (dialog.open ? dialog.close() : dialog.showModal());
}
