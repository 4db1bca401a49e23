// What is said of one cell, wherever it is shown: how it was read, what else it may be, what the identities say.

import { button, make } from "../dom.js";
import { percent } from "../words.js";
import { VERDICTS, brief, circumstances, clock } from "./said.js";

const SHOWN_ALTERNATIVES = 4;
const SHOWN_CHECKS = 6;
const SETTLED = ["pass", "empty"];

/** How a field was read, and who decided what about it. */
export function howRead(sheet, field) {
  const reading = sheet.reading(field);
  const decision = sheet.decision(field);
  const read = `读作 ${brief(reading)} · ${circumstances(reading)}`;
  if (!decision) return read;
  const again = sheet.reopened.has(field) ? "，后来重读变了" : "";
  return `${decision.by} 定为 ${brief({ raw: null, ...decision })}（${clock(decision.at)}${again}） · ${read}`;
}

/** What else a cell may be, as buttons; `act(name)` is told of them. */
export function options(draft, act) {
  const option = (action, key, ...parts) => button("option", () => act(action), make("kbd", "", key), ...parts);
  const others = draft.alternatives.slice(0, SHOWN_ALTERNATIVES).map((a) => {
    const isHere = draft.chosen === a;
    return make("span", isHere ? "option-value here" : "option-value", brief({ raw: null, ...a }), make("small", "", percent(a.confidence)));
  });
  const { suggestion } = draft;
  return [
    others.length ? option("alternative", "A", "也可能是", ...others) : null,
    suggestion ? option("suggestion", "G", "勾稽推得", make("b", "", String(suggestion.value)), make("small", "", suggestion.reason)) : null,
  ].filter(Boolean);
}

/** Ids of the checks worth showing with a field: what does not hold, or somebody confirmed. */
export function worthShowing(sheet, field) {
  return sheet.checksOn(field).filter((c) => !SETTLED.includes(c.status) || c.confirmed).map((c) => c.id);
}

/** These checks as list items, with what is about to be decided tried on them. */
export function checkItems(draft, ids) {
  const trial = (id) => (id === draft.field ? draft.trial : null);
  return draft.sheet.checksOn(draft.field, trial).filter((c) => ids.includes(c.id)).slice(0, SHOWN_CHECKS).map(checkItem);
}

/** One check: what becomes of it, its sentence, who confirmed it, and the prose it quotes. */
export function checkItem(check) {
  const { confirmed } = check;
  const verdict = make("span", `verdict ${confirmed ? "confirmed" : check.status}`, confirmed ? "原件有误" : VERDICTS[check.status]);
  const by = confirmed ? make("small", "", `${confirmed.by} 确认${confirmed.note ? `：${confirmed.note}` : ""}`) : null;
  return make("li", "", verdict, check.message, by, check.quoted ? make("q", "", check.quoted.text) : null);
}
