// The reports worth looking at, those with the most at stake first.

import { button, make } from "../dom.js";
import { look, query } from "./api.js";

const LIMIT = 50;
const FORMATS = { xlsx: "Excel 表格", "xlsx-table": "Excel 一行一份", csv: "CSV", jsonl: "JSON Lines" };
const STATES = { open: "待核对", done: "已核完", all: "全部" };

/** The list. `open(params)` shows it with these filters; `go(hash)` is told where a filter leads. */
export class QueueView {
  constructor(section, desk, go) {
    Object.assign(this, { section, desk, go });
    const title = make("h2", "", "待核对列表");
    title.id = "queue-title";
    this.totals = make("ul", "counts");
    this.filters = this.makeFilters();
    this.start = make("a", "button primary", "逐格核对", make("kbd", "", "Enter"));
    this.body = make("tbody");
    this.more = button("", () => this.fetch(), "再列一些");
    this.note = make("p", "quiet");
    this.audit = make("p", "quiet");
    const heads = ["机关", "年度", "文件", "任务", "待核", "已定", "不成立", "谁在看", ""].map((text, i) => {
      const head = make("th", i > 3 && i < 7 ? "count" : "", text || hidden("去处"));
      head.scope = "col";
      return head;
    });
    const table = make("table", "queue", make("thead", "", make("tr", "", ...heads)), this.body);
    section.replaceChildren(
      make("div", "queue-head", title, this.totals, this.start), this.filters, table, this.note, make("p", "", this.more), this.audit);
  }

  makeFilters() {
    const state = make("select", "", ...Object.entries(STATES).map(([value, text]) => new Option(text, value)));
    const field = (name, size) => Object.assign(make("input"), { name, size, type: "search", autocomplete: "off" });
    const year = Object.assign(field("year", 6), { inputMode: "numeric", pattern: "[0-9]{4}", title: "四位数字" });
    const named = [["状态", Object.assign(state, { name: "state" })], ["机关", field("authority", 18)], ["年度", year],
      ["谁在看", field("who", 10)]];
    this.job = make("span", "job");
    this.jobInput = Object.assign(field("job", 1), { type: "hidden" });
    const apply = button("", () => {}, "筛选");
    apply.type = "submit";
    const form = make("form", "filters", ...named.map(([text, input]) => make("label", "", text, input)), this.jobInput, apply, this.job);
    form.setAttribute("role", "search");
    form.setAttribute("aria-label", "筛选");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.go(`#/queue${query(Object.fromEntries(new FormData(form)))}`);
    });
    form.addEventListener("change", ({ target }) => { if (target === state) form.requestSubmit(); });
    return form;
  }

  /** Show the list with these filters. */
  async open(params) {
    this.params = { state: "open", ...params };
    for (const input of this.filters.elements) if (input.name) input.value = this.params[input.name] ?? "";
    const { state, ...chosen } = this.params;
    this.start.href = `#/cells${query(chosen)}`;
    this.after = null;
    this.body.replaceChildren();
    this.tellJob();
    await Promise.all([this.fetch(), this.tellAudit()]);
    this.start.focus();
  }

  close() {}

  async fetch() {
    const mine = this.params;
    const { items, next, totals } = await look(`/reviews${query({ ...mine, limit: LIMIT, after: this.after })}`);
    if (mine !== this.params) return; // another filter was chosen meanwhile
    this.after = next;
    this.body.append(...items.map((item) => this.row(item)));
    this.more.hidden = next === null;
    this.note.textContent = this.body.children.length ? "" : "没有要核对的。";
    this.tell(totals);
  }

  tell(totals) {
    const said = [[totals.cells_left, "格待核"], [totals.cells_done, "格已定"], [totals.open, "份未完"], [totals.done, "份核完"]];
    this.totals.replaceChildren(...said.map(([count, text]) => make("li", "", make("b", "", count.toLocaleString("zh-CN")), ` ${text}`)));
    this.start.hidden = !totals.cells_left;
  }

  row(item) {
    const whole = make("a", "", item.authority ?? "（机关没有读出）");
    whole.href = `#/report/${item.sha256}`;
    const head = make("th", "", whole);
    head.scope = "row";
    const cells = make("a", "", "逐格");
    cells.href = `#/cells${query({ sha256: item.sha256 })}`;
    cells.setAttribute("aria-label", `逐格核对 ${item.authority ?? item.name}`);
    const file = make("td", "file", item.name);
    file.title = item.name;
    const failing = make("td", item.failing ? "count bad" : "count", String(item.failing));
    return make(
      "tr", item.claimed_by && item.claimed_by !== this.desk.session?.name ? "taken" : "", head,
      make("td", "", String(item.year ?? "—")), file, make("td", "file", item.job ? this.jobLink(item.job) : ""), make("td", "count", String(item.to_review)),
      make("td", "count", String(item.decided)), failing, make("td", "", item.claimed_by ?? ""), make("td", "", item.to_review ? cells : null));
  }

  jobLink({ id, name }) {
    const { after: _, ...others } = this.params;
    return Object.assign(make("a", "", name), { href: `#/queue${query({ ...others, job: id })}`, title: `只看任务 ${name}` });
  }

  /** The job that is shown alone, with its results. */
  tellJob() {
    const { job, ...others } = this.params;
    const formats = Object.entries(FORMATS).map(([format, text]) =>
      Object.assign(make("a", "", text), { href: `/jobs/${encodeURIComponent(job)}/results?format=${format}&partial=true`, download: "" }));
    const all = Object.assign(make("a", "", "看全部任务"), { href: `#/queue${query(others)}` });
    this.job.replaceChildren(...(job ? ["只看一个任务。导出：", ...formats, all] : []));
  }

  /** How many errors slip through, as far as the audit has shown. */
  async tellAudit() {
    const { looked_at: looked, errors, lower, upper } = await look("/reviews/audit");
    const share = (part) => `${(100 * part).toFixed(2)} %`;
    this.audit.textContent = looked ? `抽查有把握的格 ${looked} 个，错 ${errors} 个：漏看的错在 ${share(lower)} 与 ${share(upper)} 之间（95 % 区间）` : "";
  }

  /** Arrows go from report to report. */
  onKey(action) {
    const links = [this.start, ...this.body.querySelectorAll("th a")];
    const step = { up: -1, down: 1 }[action.name];
    if (!step || document.activeElement?.closest("form")) return false;
    links[Math.max(0, Math.min(links.length - 1, links.indexOf(document.activeElement.closest("tr")?.querySelector("th a") ?? this.start) + step))].focus();
    return true;
  }
}

const hidden = (text) => make("span", "heard", text);
