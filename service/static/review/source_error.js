// Confirms that an identity fails in the source itself, with a note.

import { button, make } from "../dom.js";

export class SourceError {
  /** `confirm(check, note)` is told what was confirmed. */
  constructor(dialog) {
    this.dialog = dialog;
    this.choices = make("div", "choices");
    this.note = make("textarea");
    Object.assign(this.note, { rows: 2, maxLength: 1000, id: "source-error-note" });
    const label = make("label", "", "说明（可不写）");
    label.htmlFor = this.note.id;
    const title = make("h2", "", "原件自己就不相等？");
    title.id = "source-error-title";
    const yes = button("primary", () => {}, "确认是原件的错误", make("kbd", "", "Enter"));
    yes.type = "submit";
    const no = button("", () => dialog.close(), "不是", make("kbd", "", "Esc"));
    const form = make("form", "", title, make("p", "quiet", "各格都照原件读对了，勾稽仍不成立，才在这里确认。读数不会被改动。"),
      this.choices, label, this.note, make("p", "buttons", yes, no));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.finish(); });
    this.note.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.finish();
    });
    dialog.replaceChildren(form);
  }

  /** Ask about these failing checks; `confirm(check, note)` is told the answer. */
  open(checks, confirm) {
    this.confirm = confirm;
    this.checks = checks;
    this.note.value = "";
    this.choices.replaceChildren(...checks.map((check, i) => {
      const radio = Object.assign(make("input"), { type: "radio", name: "check", value: String(i), checked: i === 0 });
      return make("label", "", radio, check.message);
    }));
    this.dialog.showModal();
    (checks.length > 1 ? this.choices.querySelector("input") : this.note).focus();
  }

  finish() {
    const chosen = this.choices.querySelector("input:checked");
    this.dialog.close();
    this.confirm(this.checks[Number(chosen.value)], this.note.value.trim() || null);
  }
}
