// The whole form as printed, editable, beside the pages.

import { make } from "../dom.js";
import { query } from "./api.js";
import { confirmSource, keep, unconfirmed } from "./deciding.js";
import { Draft } from "./draft.js";
import { FieldDetail } from "./field_detail.js";
import { FormGrid } from "./form_grid.js";
import { KINDS } from "./keys.js";
import { Original } from "./original.js";
import { ReportHead } from "./report_head.js";
import { brief } from "./said.js";

/** `app` as of the view of cells. */
export class ReportView {
  constructor(section, desk, app) {
    Object.assign(this, { section, desk, app });
    this.head = new ReportHead({
      pick: (id) => this.pick(id, true), check: (check) => this.showCheck(check), confirm: (check) => this.confirm([check]),
      show: (place) => this.original.show(place), decide: (id, verdict) => this.decide(id, verdict),
    });
    this.grid = new FormGrid((id) => this.pick(id, false));
    this.original = new Original((id) => this.pick(id, true));
    this.detail = new FieldDetail((name) => this.onKey({ name }));
    this.warn = (text) => this.detail.warn(text);
    this.left = make("div", "left", this.head.element, this.grid.element);
    section.replaceChildren(this.left, this.original.element, this.detail.element);
    for (const name of ["sheet", "decided"]) {
      desk.addEventListener(name, ({ detail }) => { if (this.isOpen && detail === this.sheet?.sha256) this.refresh(name === "sheet"); });
    }
    desk.addEventListener("claim", ({ detail }) => { if (this.isOpen && detail.sha256 === this.sheet?.sha256) this.detail.warn(detail.detail); });
  }

  /** Show the report of this hash (else the one before), at a field if one is given. */
  async open({ sha256 = this.sheet?.sha256, field }) {
    if (!sha256) return this.app.go("#/queue");
    this.isOpen = true;
    const sheet = await this.desk.sheet(sha256);
    const isOther = this.sheet?.sha256 !== sha256;
    this.sheet = sheet;
    this.desk.claim(sha256);
    if (isOther) {
      this.field = null;
      this.grid.build(sheet);
      this.left.scrollTop = 0;
      this.refresh();
      await this.original.build(sheet);
    }
    this.pick([field, ...sheet.open(), ...this.grid.cells.keys()].find((id) => this.grid.cells.has(id)), true);
    return undefined;
  }

  close() {
    this.isOpen = false;
  }

  /** Draw again whatever may have changed. `isOngoing`: what is being typed stays. */
  refresh(isOngoing = false) {
    this.sheet = this.desk.ready(this.sheet.sha256) ?? this.sheet;
    this.grid.refresh(this.sheet);
    this.head.show(this.sheet);
    if (isOngoing && this.draft) {
      this.draft.sheet = this.sheet;
      this.showDraft();
    } else this.take(new Draft(this.sheet, this.field ?? this.grid.cells.keys().next().value));
  }

  /** Go to a field. What was typed in another and not accepted is dropped. `isFar`: not by moving there. */
  pick(id, isFar) {
    if (this.field !== id) {
      if (this.draft) this.grid.fill(this.sheet, this.draft.field);
      this.field = id;
      this.take(new Draft(this.sheet, id));
      this.grid.markMembers(null);
      this.original.show(this.sheet.reading(id));
    }
    this.grid.pick(id, isFar);
  }

  take(draft) {
    this.draft = draft;
    this.pickedAt = performance.now();
    this.showDraft();
  }

  showDraft() {
    this.grid.showDraft(this.draft);
    this.detail.show(this.draft);
  }

  /** Act on a key; whether it was one of ours. */
  onKey(action) {
    const { name } = action;
    const isOurs = document.activeElement?.dataset.field || !document.activeElement?.closest("input, textarea, select, button, a, summary");
    if (!isOurs && name === "accept") return false;
    if (name === "undo") this.undo();
    else if (name === "accept") this.accept();
    else if (KINDS.includes(name)) this.decide(this.field, { kind: name, value: null }, true);
    else if (name === "source") this.confirm(unconfirmed(this.sheet, this.field));
    else if (name === "form") this.app.go(`#/cells${query({ sha256: this.sheet.sha256, field: this.field })}`);
    else if (this.draft.take(action)) this.showDraft();
    else return false;
    return true;
  }

  accept() {
    const { draft, sheet, field } = this;
    if (!draft.isTouched && !sheet.isOpen(field)) return this.goOn();
    const { verdict } = draft;
    return verdict.wrong ? this.detail.warn(verdict.wrong) : this.decide(field, verdict, true);
  }

  decide(field, verdict, isOn = false) {
    if (!keep(this.desk, this.sheet, field, verdict, { base: this.base(field), since: this.pickedAt, warn: this.warn })) return undefined;
    this.app.say(`已定为 ${brief({ raw: null, ...verdict })}`);
    return isOn && this.goOn();
  }

  /** The version that was looked at when a field was come to; authority and year are in view all the time. */
  base(field) {
    return this.draft.field === field ? this.draft.base : this.sheet.version;
  }

  /** To the next cell that is to be looked at, in the order of the form. */
  goOn() {
    const ids = [...this.grid.cells.keys()];
    const at = ids.indexOf(this.field);
    const next = [...ids.slice(at + 1), ...ids.slice(0, at)].find((id) => this.sheet.isOpen(id));
    if (next) this.pick(next, true);
    else this.app.say("这一份没有别的格要看了");
  }

  undo() {
    const undone = this.desk.undo();
    if (!undone) return this.detail.warn("这次打开以后还没有决定可以撤回");
    if (undone.sha256 !== this.sheet.sha256) return this.app.go(`#/report/${undone.sha256}`);
    if (this.grid.cells.has(undone.field)) this.pick(undone.field, true);
    return this.app.say("撤回了");
  }

  confirm(failing) {
    confirmSource(this.app, this.desk, this.sheet, failing, { warn: this.warn });
  }

  showCheck(check) {
    const last = [...check.left.fields, ...check.right.fields].at(-1);
    if (last) this.pick(last, true);
    this.grid.markMembers(check);
    if (check.quoted) this.original.show(check.quoted);
  }
}
