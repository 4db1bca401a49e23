// What was found beside the figures: heads, counts, doubtful cells, failing identities, strays and problems.

import { button, make } from "./dom.js";
import { CAUSES, KINDS, STATUSES, percent, say } from "./words.js";

const OPEN = ["incomplete", "unassessable", "doubtful"];

const identities = (report) => report.checks.filter((c) => !c.quoted);
const statements = (report) => report.checks.filter((c) => c.quoted);

/** Names of the fields in words, by id. */
export function nameFields(form) {
  return new Map(form.fields.map((f) => [f.id, `${f.row} · ${f.column}`]));
}

/** Authority, year and form, and how many fields are of each kind. `show(place)` shows a place in the original. */
export function summary(report, show) {
  const heads = make("dl", "heads", ...head("机关", report.authority, show), ...head("年度", report.year, show));
  heads.append(make("dt", "", "版式"), make("dd", "", `${report.form.version} 年版`));
  return make("div", "", heads, make("ul", "counts", ...counts(report)));
}

function head(label, reading, show) {
  const text = reading.value === null ? "没有读出" : String(reading.value);
  const value = button(`plain${reading.review ? " review" : ""}`, () => show(reading), text);
  value.title = `可信度 ${percent(reading.confidence)}${reading.review ? "，请核对" : ""}`;
  return [make("dt", "", label), make("dd", "", value)];
}

function counts(report) {
  const fields = Object.values(report.fields);
  const kinds = Object.keys(KINDS).map((kind) => [KINDS[kind], fields.filter((f) => f.kind === kind).length]);
  const failing = identities(report).filter((c) => c.status === "fail").length;
  const contradicted = statements(report).filter((c) => c.status === "fail").length;
  const all = [["全部格", fields.length], ...kinds.filter(([, n]) => n), ["待核对", report.review.length], ["勾稽不成立", failing]];
  if (contradicted) all.push(["正文数据不符", contradicted]);
  return all.map(([label, n]) => make("li", "", make("b", "", String(n)), ` ${label}`));
}

/**
 * The lists. `actions`: `pick(id)` shows a field, `show(place)` a place in the original, `check(check)` marks the
 * cells of an identity.
 */
export function findings(report, names, actions) {
  const failing = identities(report).filter((c) => c.status === "fail");
  const open = identities(report).filter((c) => OPEN.includes(c.status));
  const contradicted = statements(report).filter((c) => c.status === "fail");
  const unclear = statements(report).filter((c) => OPEN.includes(c.status));
  return make(
    "div", "",
    list("勾稽不成立", "bad", failing, (c) => checkItem(c, actions)),
    list("正文数据不符", "bad", contradicted, (c) => statementItem(c, names, actions)),
    list("待核对", "doubtful", report.review, (id) => doubtItem(id, report, names, actions)),
    list("表内没有归位的数", "doubtful", report.unplaced, (u) => button("plain", () => actions.show(u), `「${u.text}」 ${where(u)}`)),
    list("读取中的问题", "bad", report.problems, (p) => make("span", "", p.page ? `第 ${p.page} 页：${p.message}` : p.message)),
    list("不能断定的勾稽关系", "quiet", open, (c) => checkItem(c, actions), false),
    list("正文数据不能断定是否相符", "quiet", unclear, (c) => statementItem(c, names, actions), false),
    make("p", "quiet checks", tally("勾稽关系", identities(report))),
    statements(report).length ? make("p", "quiet checks", tally("正文数据", statements(report))) : null,
  );
}

function list(title, className, items, make_item, open = true) {
  if (!items.length) return null;
  const element = make("details", `finding ${className}`, make("summary", "", `${title}（${items.length}）`));
  element.append(make("ul", "", ...items.map((item) => make("li", "", make_item(item)))));
  element.open = open && items.length <= 30;
  return element;
}

function checkItem(check, actions) {
  const cause = check.cause ? make("span", `cause ${check.cause}`, CAUSES[check.cause]) : null;
  const state = check.status === "fail" ? null : make("span", "cause", STATUSES[check.status]);
  return button("plain", () => actions.check(check), check.message, cause, state);
}

function doubtItem(id, report, names, actions) {
  const heads = { authority: ["机关", report.authority], year: ["年度", report.year] };
  if (heads[id]) return button("plain", () => actions.show(heads[id][1]), `${heads[id][0]}：${heads[id][1].value ?? "没有读出"}`);
  const field = report.fields[id];
  return button("plain", () => actions.pick(id), `${names.get(id)}：${say(field.kind, field.value, field.raw)}`);
}

function statementItem(check, names, actions) {
  const cause = check.cause ? make("span", `cause ${check.cause}`, CAUSES[check.cause]) : null;
  const fields = check.left.fields.map((id) => names.get(id)).slice(0, 2).join("、");
  const quote = make("q", "", check.quoted.text);
  const label = fields ? `${fields}：${check.message}` : check.message;
  return button("plain", () => actions.show(check.quoted), label, cause, quote);
}

function tally(what, checks) {
  const parts = Object.keys(STATUSES).map((s) => [STATUSES[s], checks.filter((c) => c.status === s).length]);
  return `${what} ${checks.length} 条：${parts.filter(([, n]) => n).map(([s, n]) => `${s} ${n}`).join("，")}`;
}

/** All there is to say of one field. */
export function detail(id, report, names) {
  const field = report.fields[id];
  const name = make("strong", "", names.get(id));
  const reading = make("span", "reading", say(field.kind, field.value, field.raw), field.kind === "number" && field.unit ? ` ${field.unit}` : null);
  const facts = [`可信度 ${percent(field.confidence)}`, where(field)];
  if (field.kind === "number" && field.raw !== String(field.value)) facts.unshift(`印作「${field.raw}」`);
  if (field.review) facts.unshift("请核对");
  const others = field.alternatives.map((a) => `${say(a.kind, a.value, null)}（${percent(a.confidence)}）`);
  if (others.length) facts.push(`也可能是 ${others.join("、")}`);
  if (field.suggestion) facts.push(`按勾稽关系应是 ${field.suggestion.value}（${field.suggestion.reason}）`);
  const failing = report.checks.filter((c) => c.status === "fail" && touches(c, id));
  const messages = failing.map((c) => make("span", "bad", `${c.message}（${CAUSES[c.cause] ?? ""}）`));
  return [make("p", "", name, reading, ...facts.filter(Boolean).map((f) => make("span", "fact", f))), ...messages];
}

export const touches = (check, id) => check.left.fields.includes(id) || check.right.fields.includes(id);

function where(place) {
  if (place.page) return `第 ${place.page} 页`;
  return place.source ? `第 ${place.source.line} 行第 ${place.source.column} 字` : "";
}

/** What the marks in the tables mean. */
export function legend() {
  const sign = (className, text, meaning) => make("li", "", make("span", `sign ${className}`, text), meaning);
  return make(
    "ul", "",
    sign("kind-number review", "7", "待核对"),
    sign("kind-number fails", "7", "勾稽不成立"),
    sign("kind-blank", "空", "空白，不是 0"),
    sign("kind-placeholder", "/", "占位符"),
    sign("kind-text", "字", "文字"),
    sign("kind-unread", "？", "读不准"),
    sign("kind-absent", "缺", "没有这一格"),
  );
}
