// One report under review: what was read, what was decided about it, and whether it adds up as it stands.

import { look, reportPath } from "./api.js";
import { evaluate, plain, solve, units } from "./figures.js";
import { nameFields } from "../findings.js";
import { readForm } from "../reading.js";

const HEADS = { authority: ["机关", "名称"], year: ["年度", "年"] };
const forms = new Map(); // by version; there are few

function formOf(version) {
  if (!forms.has(version)) forms.set(version, readForm(version));
  forms.get(version).catch(() => forms.delete(version));
  return forms.get(version);
}

/** The report as it stands now, with what this browser decided and has not sent yet. */
export async function openSheet(sha256, waiting) {
  const data = await look(reportPath(sha256));
  const sheet = new Sheet(sha256, data, await formOf(data.report.form.version));
  for (const entry of waiting) if (entry.type === "decision") sheet.decide(entry.field, entry);
  return sheet;
}

export class Sheet {
  constructor(sha256, data, form) {
    Object.assign(this, { sha256, form, version: data.version, report: data.report, cells: data.cells, claim: data.claim });
    Object.assign(this, { pages: data.pages, hasText: data.text, history: data.history });
    this.names = nameFields(form);
    this.reopened = new Set(data.reopened);
    this.confirmed = new Map(Object.entries(data.confirmed));
    this.decisions = new Map();
    for (const [id, reading] of Object.entries(this.readings())) if (reading.decision) this.decisions.set(id, reading.decision);
  }

  readings() {
    const { authority, year, fields } = this.report;
    return { ...fields, authority, year };
  }

  /** What was read of a field, the authority or the year. */
  reading(id) {
    if (id === "authority") return withKind(this.report.authority, "text");
    return id === "year" ? withKind(this.report.year, "number") : this.report.fields[id];
  }

  /** Note a decision (null: it was taken back) on a field or, as `check:<id>`, on a failing identity. */
  decide(id, decision) {
    this.reopened.delete(id);
    const [all, key] = id.startsWith("check:") ? [this.confirmed, id.slice(6)] : [this.decisions, id];
    if (decision) all.set(key, decision);
    else all.delete(key);
  }

  decision(id) {
    return (id.startsWith("check:") ? this.confirmed.get(id.slice(6)) : this.decisions.get(id)) ?? null;
  }

  /** Kind and value as they count now: the decision where there is one, else the reading. */
  current(id) {
    return this.decisions.get(id) ?? this.reading(id);
  }

  isOpen(id) {
    return this.cells.includes(id) && (!this.decisions.has(id) || this.reopened.has(id));
  }

  /** The cells that nobody decided yet, in the order in which they are asked for. */
  open() {
    return this.cells.filter((id) => this.isOpen(id));
  }

  /** Table, row and column of a field in words, a column with the heading above it. */
  label(id) {
    if (HEADS[id]) return { table: "标题", row: HEADS[id][0], column: HEADS[id][1] };
    const field = this.form.fields.find((f) => f.id === id);
    if (!field) return { table: "", row: id, column: "" };
    const section = this.form.sections.find((s) => s.blocks.some((b) => rowOf(b, id)));
    const block = section.blocks.find((b) => rowOf(b, id));
    const group = block.side_by_side ? undefined : block.columns[rowOf(block, id).fields.indexOf(id)]?.groups.at(-1);
    return { table: section.label, row: field.row, column: group ? `${group} · ${field.column}` : field.column };
  }

  /** The checks, each with what becomes of it as things stand; `trial(id)` goes before what counts. */
  checks(trial = () => null) {
    const current = (id) => trial(id) ?? this.current(id);
    return this.report.checks.map((check) => {
      const { status, left, right } = evaluate(check, current);
      return { ...check, ...reworded(check, status, left, right), confirmed: this.confirmed.get(check.id) ?? null };
    });
  }

  /** The checks that a field is part of. */
  checksOn(id, trial) {
    return this.checks(trial).filter((c) => c.left.fields.includes(id) || c.right.fields.includes(id));
  }

  /** What the identities that do not hold would have in a cell: `[{ value, check }]`, most agreed on first. */
  solutions(id) {
    const found = new Map();
    for (const check of this.checksOn(id).filter((c) => ["fail", "unassessable", "incomplete"].includes(c.status))) {
      const amount = solve(check, id, (other) => this.current(other));
      if (amount === null || amount < 0n) continue;
      const value = plain(amount);
      found.set(value, [...(found.get(value) ?? []), check]);
    }
    return [...found].map(([value, checks]) => ({ value, checks })).sort((a, b) => b.checks.length - a.checks.length);
  }
}

const rowOf = (block, id) => block.printed_rows.find((row) => row.fields.includes(id));

function withKind(reading, kind) {
  return { kind: reading.value === null ? "unread" : kind, raw: reading.value === null ? null : String(reading.value), alternatives: [], suggestion: null, unit: "", ...reading };
}

// The service's sentence speaks of what was read: where the figures are other now, the sums are put in their place.
function reworded(check, status, left, right) {
  const sides = { left: { ...check.left, value: left === null ? null : plain(left) }, right: { ...check.right, value: right === null ? null : plain(right) } };
  const isSame = status === check.status && [[left, check.left], [right, check.right]].every(
    ([now, side]) => now === null || (side.value !== null && units(side.value) === now));
  if (isSame) return { ...sides, status };
  const said = { pass: "现在成立", empty: "各项均为空白", incomplete: "有空白单元格，按 0 计不相等", unassessable: "有单元格未定，无法核对" };
  const sums = right === null ? "" : `（${sides.left.value} 与 ${sides.right.value}）`;
  return { ...sides, status, cause: null, message: said[status] ?? `两边不相等${sums}` };
}
