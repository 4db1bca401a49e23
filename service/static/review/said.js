// What is said of readings, decisions and checks under review.

import { KINDS, percent } from "../words.js";

export const SHORT = { blank: "空白", placeholder: "占位符", text: "文字", unread: "读不准", absent: "无此格" };

export const VERDICTS = {
  pass: "成立", fail: "不成立", incomplete: "有空白", empty: "全空白", unassessable: "不能验算", doubtful: "存疑",
};

/** A kind and value in a few characters; `raw` is what is printed. */
export function brief({ kind, value, raw }) {
  if (kind === "number") return String(value);
  if (kind === "text") return raw ?? value ?? SHORT.text;
  return kind === "placeholder" && raw ? raw : SHORT[kind] ?? KINDS[kind];
}

/** What screen readers say of a cell of the queue. */
export function aloud(sheet, { field, reason }) {
  const { table, row, column } = sheet.label(field);
  return `${table}，${row}，${column}。读作 ${brief(sheet.reading(field))}。${reason}`;
}

/** How sure a reading is, and what is printed where that is not the value itself. */
export function circumstances(reading) {
  const facts = [`可信度 ${percent(reading.confidence)}`];
  if (reading.kind === "number" && reading.raw !== null && reading.raw !== String(reading.value)) facts.unshift(`印作「${reading.raw}」`);
  if (reading.kind === "number" && reading.unit) facts.push(`单位 ${reading.unit}`);
  return facts.join(" · ");
}

/** What a person typed as a number of the result, or null: `null` while it is none yet. */
export function typedNumber(text) {
  return /^-?\d+(\.\d+)?$/.test(text) && text.replace(/\D/g, "").replace(/^0+/, "").length <= 15 ? Number(text) : null;
}

/** A time of the service as people here write it. */
export const clock = (at) => new Date(at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
