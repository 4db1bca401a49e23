// One cell at a time: looked at, decided with one key, and the next is there.

import { Ahead } from "./ahead.js";
import { query } from "./api.js";
import { Card } from "./card.js";
import { confirmSource, keep, unconfirmed } from "./deciding.js";
import { Draft } from "./draft.js";
import { KINDS } from "./keys.js";
import { placeOf } from "./place.js";
import { aloud } from "./said.js";
import { openSupply } from "./supply.js";

const UNASKED = "这一格没有被列为待核对。";
/**
 * `app`: `say(text)` is heard by screen readers, `go(hash)` leads elsewhere, `confirmSource(checks, confirm)` asks,
 * `fault(error)` tells what stopped everything.
 */
export class CellView {
  constructor(section, desk, app) {
    Object.assign(this, { section, desk, app });
    this.card = new Card(section, (name) => this.onKey({ name }));
    this.warn = (text) => this.card.warn(text);
    this.ahead = new Ahead(desk, (sha256) => this.onChange(sha256), (sha256, error) => this.onMissing(sha256, error));
    desk.addEventListener("sheet", ({ detail }) => this.onChange(detail));
    desk.addEventListener("claim", ({ detail }) => { if (this.isAt(detail.sha256)) this.card.warn(detail.detail); });
  }

  get item() {
    return this.supply?.current();
  }

  isAt(sha256) {
    return this.isOpen && this.item?.sha256 === sha256;
  }

  /** Begin with the cells that fit; the same filters again go on where they were left. */
  async open({ field, ...params }) {
    this.isOpen = true;
    const asked = JSON.stringify(params);
    if (asked !== this.asked) this.supply = await openSupply(params);
    this.asked = asked;
    if (field && !this.supply.find(params.sha256, field)) this.supply.put({ sha256: params.sha256, field, reason: UNASKED });
    this.show();
  }

  close() {
    this.isOpen = false;
  }

  /** Draw the cell at hand, or say what it waits for. */
  show() {
    const { item } = this;
    this.fill();
    this.draft = null;
    if (!item) return this.showEnd();
    this.ahead.want(this.supply);
    const sheet = this.desk.ready(item.sha256);
    if (!sheet) return this.card.warn(`正在取 ${item.authority ?? item.name ?? "这一份"}…`, true);
    this.draft = new Draft(sheet, item.field);
    this.shownAt = performance.now();
    this.draw();
    this.desk.claim(item.sha256);
    return this.app.say(aloud(sheet, item));
  }

  draw() {
    const { item, draft } = this;
    const { done, left } = this.supply;
    const place = placeOf(draft.sheet, item.field);
    this.card.show({ item, draft, place, ...this.ahead.original(item.sha256, place), done, left });
  }

  showEnd() {
    if (!this.supply.isDry) return this.card.warn("正在取下一格…", true);
    this.card.finish(this.supply.done);
    return this.app.say(`核对完了，这次定了 ${this.supply.done} 格`);
  }

  /** Have more cells fetched where they run low. */
  async fill() {
    const isWaiting = !this.item && !this.supply.isDry;
    try {
      await this.supply.fill();
      if (isWaiting && this.isOpen) this.show();
    } catch (error) {
      this.app.fault(error);
    }
  }

  /** Something of a report has come, or changed. */
  onChange(sha256) {
    if (!this.isAt(sha256)) return;
    const sheet = this.desk.ready(sha256);
    if (!sheet) return;
    if (!this.draft) this.show();
    else {
      this.draft.sheet = sheet;
      this.draw();
    }
  }

  onMissing(sha256, error) {
    if (error.problem?.status === 401) this.app.fault(error);
    else if (this.isAt(sha256)) this.card.warn(`这一份取不到：${error.problem?.detail ?? "连不上服务"}`, true);
  }

  /** Act on a key; whether it was one of ours. */
  onKey(action) {
    const { name } = action;
    if (name === "left" || name === "right") this.move(name === "left" ? -1 : 1);
    else if (name === "undo") this.undo();
    else if (!this.draft) return false;
    else if (name === "accept") this.accept();
    else if (KINDS.includes(name)) this.decide({ kind: name, value: null });
    else if (name === "source") this.askSource();
    else if (name === "form") this.app.go(`#/report/${this.item.sha256}${query({ field: this.item.field })}`);
    else if (this.draft.take(action)) this.card.showDraft(this.draft);
    else return false;
    return true;
  }

  accept() {
    const { field } = this.item;
    const { sheet } = this.draft;
    const verdict = field === "authority" ? { kind: "text", value: this.card.typedName() } : this.draft.verdict;
    const decision = sheet.reopened.has(field) ? null : sheet.decision(field);
    if (verdict.wrong) this.card.warn(verdict.wrong);
    else if (decision && decision.kind === verdict.kind && decision.value === verdict.value) this.goOn();
    else this.decide(verdict);
  }

  decide(verdict) {
    const { field } = this.item;
    if (field === "authority" && !verdict.value && verdict.kind === "text") return this.card.warn("请写上机关的名称");
    if (!this.ahead.isSettled(this.item.sha256, placeOf(this.draft.sheet, field))) return this.card.warn("原件还没有显示出来。看到了再决定");
    if (!keep(this.desk, this.draft.sheet, field, verdict, { base: this.draft.base, since: this.shownAt, warn: this.warn })) return undefined;
    this.supply.done += 1;
    return this.goOn();
  }

  move(step) {
    if (this.supply.move(step)) this.show();
  }

  /** On to the next cell that nobody has decided meanwhile. */
  goOn() {
    while (this.supply.move(1) && this.isSettled());
    this.show();
  }

  isSettled() {
    const sheet = this.item && this.desk.ready(this.item.sha256);
    return Boolean(sheet) && !sheet.isOpen(this.item.field);
  }

  askSource() {
    const { sheet, field } = this.draft;
    confirmSource(this.app, this.desk, sheet, unconfirmed(sheet, field), { warn: this.warn, onKept: () => this.draw() });
  }

  undo() {
    const undone = this.desk.undo();
    if (!undone) return this.card.warn("这次打开以后还没有决定可以撤回");
    this.supply.done = Math.max(0, this.supply.done - 1);
    if (this.supply.find(undone.sha256, undone.field)) this.show();
    return this.app.say(`撤回了。${this.draft ? aloud(this.draft.sheet, this.item) : ""}`);
  }
}
