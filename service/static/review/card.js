// What one cell looks like: enlarged, with its labels, its readings and what the arithmetic says, beside the page.

import { button, make } from "../dom.js";
import { checkItems, howRead, options, worthShowing } from "./cell_parts.js";
import { Enlargement, PagePane } from "./page_pane.js";
import { brief } from "./said.js";
import { showText } from "./text_pane.js";

const ACTIONS = [
  ["accept", "接受", "Enter"], ["blank", "空白", "B"], ["placeholder", "占位符", "P"], ["unread", "认不出", "U"],
  ["source", "原件有误", "S"], ["undo", "撤回", "Z"], ["form", "整份", "F"],
];
const FINISHED = "没有别的格要看了。列表里「不成立」不是 0 的报告，请打开整份表格，看是不是原件自己的错误";
const LINES = 2; // of a text above and below the cell, enlarged

/** Fills a section; `act(name)` is told of buttons. Everything has its place and size, so that nothing jumps. */
export class Card {
  constructor(section, act) {
    this.act = (name) => { act(name); if (this.name.hidden) this.panel.focus({ preventScroll: true }); };
    const part = (name, className) => (this[name] = make("div", className));
    this.enlarged = make("div", "paper enlarged");
    this.value = make("output", "value");
    this.name = Object.assign(make("input", "value"), { type: "text", maxLength: 200, autocomplete: "off", hidden: true });
    this.name.setAttribute("aria-label", "机关名称");
    this.panel = make(
      "div", "card waiting", make("div", "of-report", part("report", ""), part("progress", "quiet")),
      make("div", "crop", part("table", "of-table"), part("column", "of-column"), part("row", "of-row"), this.enlarged),
      make("div", "said", this.value, this.name, part("was", "quiet")), part("reason", "reason"), part("choices", "options"),
      part("checks", "on-cell"), part("warning", "warning"), this.buttons());
    Object.assign(this.panel, { tabIndex: 0 });
    this.panel.setAttribute("role", "application");
    this.panel.setAttribute("aria-label", "待核对的一格。按问号看按键");
    this.warning.setAttribute("role", "alert");
    Object.assign(this.checks, { tabIndex: 0, ariaLabel: "勾稽关系" }).setAttribute("role", "group");
    this.pane = Object.assign(make("div", "beside"), { tabIndex: 0 });
    this.pane.setAttribute("role", "region");
    this.pane.setAttribute("aria-label", "原件");
    section.replaceChildren(this.panel, this.pane);
    this.page = new PagePane(this.pane);
    this.enlargement = new Enlargement(this.enlarged);
  }

  buttons() {
    return make("div", "actions", ...ACTIONS.map(([name, text, key]) =>
      button(name === "accept" ? "primary" : "", () => this.act(name), text, make("kbd", "", key))));
  }

  /** Draw a cell: `{ item, draft, place, picture, lines, done, left }`. */
  show(scene) {
    const { draft: { sheet, field }, item } = scene;
    this.panel.classList.remove("waiting");
    this.showReport(sheet);
    this.showProgress(scene);
    const label = sheet.label(field);
    this.panel.dataset.field = field;
    for (const part of ["table", "row", "column"]) this[part].textContent = label[part];
    this.reason.textContent = this.reason.title = item.reason;
    if (this.shown !== item) this.warning.textContent = ""; // else what is said there still holds
    this.shown = item;
    this.showOriginal(scene, label);
    this.listed = worthShowing(sheet, field);
    this.name.hidden = field !== "authority";
    this.value.hidden = !this.name.hidden;
    this.name.value = this.name.hidden ? "" : sheet.current(field).value ?? "";
    this.drawDraft(scene.draft);
    (this.name.hidden ? this.panel : this.name).focus({ preventScroll: true });
  }

  showReport(sheet) {
    const { name } = sheet.report.document;
    const file = Object.assign(make("span", "quiet", name), { title: name });
    const authority = make("b", "", String(sheet.current("authority").value ?? "（机关没有读出）"));
    this.report.replaceChildren(authority, ` ${sheet.current("year").value ?? "—"} 年　`, file);
  }

  showProgress({ done, left }) {
    this.progress.textContent = `已定 ${done} 格，还有 ${left.toLocaleString("zh-CN")} 格`;
  }

  showOriginal({ draft: { sheet, field }, place, picture, lines }, label) {
    if (place.source) return this.showLines(place, lines ?? [], sheet.reading(field).raw);
    this.page.mount();
    this.enlargement.mount();
    const failing = sheet.checksOn(field).filter((c) => c.status === "fail");
    const terms = new Set(failing.flatMap((c) => [...c.left.fields, ...c.right.fields]).filter((id) => id !== field));
    const others = [...terms].map((id) => sheet.reading(id)).filter((r) => r.bbox && r.page === place.page);
    const said = `第 ${place.page ?? "？"} 页，${label.row}，${label.column}`;
    this.page.show(picture, place, others.map((r) => r.bbox), said);
    this.enlargement.show(picture, place, `这一格：${said}`);
  }

  showLines(place, lines, raw) {
    const marked = { source: place.isRough ? null : place.source, raw };
    showText(this.pane, lines, marked);
    showText(this.enlarged, lines.filter((l) => Math.abs(l.line - place.source.line) <= LINES), marked);
  }

  /** Draw what is typed or chosen, and what becomes of the identities with it. */
  showDraft(draft) {
    this.warning.textContent = "";
    this.drawDraft(draft);
  }

  drawDraft(draft) {
    const { sheet, field } = draft;
    const now = draft.trial ?? sheet.current(field);
    const kind = draft.typed === null ? now.kind : "number";
    this.value.textContent = draft.typed ?? brief({ raw: null, ...now });
    this.value.className = `value kind-${kind}${draft.isTouched ? " touched" : ""}`;
    this.was.textContent = howRead(sheet, field);
    this.choices.replaceChildren(...options(draft, this.act));
    this.checks.replaceChildren(make("ul", "", ...checkItems(draft, this.listed)));
  }

  /** What a person wrote as the authority's name; null where that is not asked. */
  typedName() {
    return this.name.hidden ? null : this.name.value.trim();
  }

  /** Say what is in the way, or (with a cell yet to come) what is waited for. */
  warn(text, isWaiting = false) {
    if (isWaiting) this.panel.classList.add("waiting");
    if (isWaiting) this.shown = null;
    this.warning.textContent = text;
  }

  finish(done) {
    this.warn("", true);
    this.report.replaceChildren(make("b", "", "核对完了"));
    this.progress.textContent = `这次定了 ${done} 格`;
    this.page.mount();
    this.page.show({ problem: FINISHED }, null, [], "");
  }
}
