// The whole form as printed, editable, beside the pages.

import { make } from "../dom.js";
import { query } from "./api.js";
import { Draft } from "./draft.js";
import { FieldDetail } from "./field_detail.js";
import { FormGrid } from "./form_grid.js";
import { Original } from "./original.js";
import { ReportHead } from "./report_head.js";
import { brief } from "./said.js";

const KINDS = ["blank", "placeholder", "unread"];

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
    this.left = make("div", "left", this.head.element, this.grid.element);
    section.replaceChildren(this.left, this.original.element, this.detail.element);
    for (const name of ["sheet", "decided"]) {
      desk.addEventListener(name, ({ detail }) => { if (this.isOpen && detail === this.sheet?.sha256) this.refresh(); });
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

  /** Draw again whatever may have changed. */
  refresh() {
    this.sheet = this.desk.ready(this.sheet.sha256) ?? this.sheet;
    this.grid.refresh(this.sheet);
    this.head.show(this.sheet);
    const field = this.field ?? this.grid.cells.keys().next().value;
    this.take(new Draft(this.sheet, field));
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
    else if (name === "source") this.confirm(this.sheet.checksOn(this.field).filter((c) => c.status === "fail" && !c.confirmed));
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
    try {
      this.desk.decide(this.sheet, field, { ...verdict, seconds: Math.round(performance.now() - this.pickedAt) / 1000 });
    } catch (error) {
      return this.detail.warn(`浏览器没有能存下这个决定（${error.message}），请清理浏览器的存储空间再试`);
    }
    this.app.say(`已定为 ${brief({ raw: null, ...verdict })}`);
    return isOn && this.goOn();
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
    if (!failing.length) return this.detail.warn("这一格没有不成立的勾稽关系");
    const { sheet } = this;
    return this.app.confirmSource(failing, (check, note) => this.desk.decide(sheet, `check:${check.id}`, { kind: "source", note }));
  }

  showCheck(check) {
    const last = [...check.left.fields, ...check.right.fields].at(-1);
    if (last) this.pick(last, true);
    this.grid.markMembers(check);
    if (check.quoted) this.original.show(check.quoted);
  }
}
