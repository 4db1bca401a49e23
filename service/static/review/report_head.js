// Above the form: whose report of which year, what is left to do, and what does not hold.

import { button, make } from "../dom.js";
import { legend } from "../findings.js";
import { look, query, reportPath } from "./api.js";
import { checkItem } from "./cell_parts.js";
import { brief, clock, typedNumber } from "./said.js";

export class ReportHead {
  /** `actions`: `pick(id)`, `check(check)`, `confirm(check)`, `show(place)`, `decide(id, verdict)`. */
  constructor(actions) {
    this.actions = actions;
    this.authority = this.entry("authority", "机关", (text) => text && { kind: "text", value: text });
    this.year = this.entry("year", "年度", (text) => typedNumber(text) && { kind: "number", value: typedNumber(text) });
    this.facts = make("p", "quiet facts");
    this.lists = make("div");
    this.element = make("div", "report-head", make("div", "entries", this.authority.label, this.year.label), this.facts, this.lists, make("div", "legend", legend()));
  }

  entry(id, text, read) {
    const input = Object.assign(make("input", id), { type: "text", maxLength: 200, autocomplete: "off" });
    input.addEventListener("focus", () => this.actions.show(this.sheet.reading(id)));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") input.value = this.sheet.current(id).value ?? "";
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.settle(id, input, read(input.value.trim()));
    });
    input.addEventListener("change", () => this.settle(id, input, read(input.value.trim())));
    return { input, label: make("label", "", text, input) };
  }

  settle(id, input, verdict) {
    const stands = this.sheet.decision(id) ?? (this.sheet.isOpen(id) ? null : this.sheet.reading(id));
    if (!verdict) input.value = this.sheet.current(id).value ?? "";
    else if (!stands || stands.value !== verdict.value) this.actions.decide(id, verdict);
  }

  show(sheet) {
    this.sheet = sheet;
    for (const id of ["authority", "year"]) {
      const { input } = this[id];
      if (document.activeElement !== input) input.value = sheet.current(id).value ?? "";
      input.classList.toggle("review", sheet.isOpen(id));
    }
    const open = sheet.open().length;
    const download = button("plain link", () => save(sheet), "下载 JSON");
    const cells = Object.assign(make("a", "", "逐格核对"), { href: `#/cells${query({ sha256: sheet.sha256 })}` });
    const name = Object.assign(make("span", "file", sheet.report.document.name), { title: sheet.report.document.name });
    this.facts.replaceChildren(name, `${sheet.report.form.version} 年版`, make("b", open ? "doubt" : "", open ? `待核 ${open} 格` : "没有待核的格"), open ? cells : "", download);
    this.showLists(sheet);
  }

  showLists(sheet) {
    const failing = sheet.checks().filter((c) => c.status === "fail");
    const strays = sheet.report.unplaced;
    const kept = new Map([...this.lists.children].map((d) => [d.dataset.name, d.open]));
    this.lists.replaceChildren(...[
      list("勾稽不成立", "bad", failing.filter((c) => !c.quoted), (c) => this.checkRow(c), true),
      list("正文数据不符", "bad", failing.filter((c) => c.quoted), (c) => this.checkRow(c), true),
      list("表内没有归位的数", "doubtful", strays, (u) => make("li", "", button("plain", () => this.actions.show(u), `「${u.text}」`)), true),
      list("读取中的问题", "bad", sheet.report.problems, (p) => make("li", "", p.page ? `第 ${p.page} 页：${p.message}` : p.message), true),
      list("经过", "", [...sheet.history].reverse(), (e) => make("li", "", said(sheet, e)), false),
    ].filter(Boolean));
    for (const element of this.lists.children) if (kept.has(element.dataset.name)) element.open = kept.get(element.dataset.name);
  }

  checkRow(check) {
    const item = checkItem(check);
    const show = button("plain", () => this.actions.check(check), ...item.childNodes);
    const confirm = check.confirmed ? null : button("small", () => this.actions.confirm(check), "原件有误");
    return make("li", "", show, confirm);
  }
}

function list(title, className, items, row, isOpen) {
  if (!items.length) return null;
  const element = make("details", `finding ${className}`, make("summary", "", `${title}（${items.length}）`), make("ul", "", ...items.map(row)));
  element.dataset.name = title;
  element.open = isOpen && items.length <= 12;
  return element;
}

function said(sheet, { field, kind, value, by, at, note, over }) {
  const { row, column } = sheet.label(field.replace(/^check:/, ""));
  const what = field.startsWith("check:") ? `勾稽 ${field.slice(6)}` : `${row} · ${column}`;
  const then = kind === null ? "撤回" : kind === "source" ? "确认原件有误" : `${over.kind ? `${brief(over)} → ` : ""}${brief({ raw: null, kind, value })}`;
  return `${clock(at)} ${by}：${what} ${then}${note ? `（${note}）` : ""}`;
}

/** The result with all that the service knows to be decided. */
async function save(sheet) {
  const { report } = await look(reportPath(sheet.sha256));
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(report, null, 1), "\n"], { type: "application/json" }));
  link.download = `${report.document.name.replace(/\.[^.]*$/, "")}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
