// Below the form: what there is to say of the cell that is picked.

import { button, make } from "../dom.js";
import { checkItems, howRead, options, worthShowing } from "./cell_parts.js";
import { brief } from "./said.js";

const ACTIONS = [["accept", "接受", "Enter"], ["blank", "空白", "B"], ["placeholder", "占位符", "P"], ["unread", "认不出", "U"],
  ["source", "原件有误", "S"], ["undo", "撤回", "Z"], ["form", "逐格", "F"]];

export class FieldDetail {
  /** `act(name)` is told of buttons. */
  constructor(act) {
    this.act = act;
    this.name = make("strong");
    this.value = make("output", "reading");
    this.was = make("span", "quiet");
    this.choices = make("div", "options");
    this.checks = make("ul", "on-cell");
    Object.assign(this.checks, { tabIndex: 0, ariaLabel: "勾稽关系" });
    this.warning = make("p", "warning");
    this.warning.setAttribute("role", "alert");
    const actions = make("div", "actions", ...ACTIONS.map(([name, text, key]) =>
      button(name === "accept" ? "primary" : "", () => act(name), text, make("kbd", "", key))));
    this.element = make("aside", "field-detail", make("p", "", this.name, this.value, this.was), this.choices, this.checks, this.warning, actions);
    this.element.setAttribute("aria-label", "这一格");
  }

  show(draft) {
    const { sheet, field } = draft;
    const label = sheet.label(field);
    if (this.field !== field || this.sheet !== sheet) this.listed = worthShowing(sheet, field);
    if (this.field !== field || draft.isTouched) this.warning.textContent = "";
    Object.assign(this, { field, sheet });
    const now = draft.trial ?? sheet.current(field);
    this.name.textContent = `${label.row} · ${label.column}`;
    this.value.textContent = draft.typed ?? brief({ raw: null, ...now });
    this.value.className = draft.isTouched ? "reading touched" : "reading";
    this.was.textContent = howRead(sheet, field);
    this.choices.replaceChildren(...options(draft, this.act));
    this.checks.replaceChildren(...checkItems(draft, this.listed));
  }

  warn(text) {
    this.warning.textContent = text;
  }
}
