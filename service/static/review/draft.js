// What a reviewer is about to decide of a cell: typed, chosen, or what stands there already.

import { units } from "./figures.js";
import { typedNumber } from "./said.js";

const LONGEST = 20;

export class Draft {
  /** About a field of a sheet. */
  constructor(sheet, field) {
    Object.assign(this, { sheet, field, typed: null, chosen: null, turn: -1 });
    this.base = sheet.version; // what the reviewer looked at, whatever comes meanwhile
    const reading = sheet.reading(field);
    const current = sheet.current(field);
    const readings = [reading, ...reading.alternatives].filter((a) => a.kind !== "unread");
    this.alternatives = readings.filter((a) => a.kind !== current.kind || a.value !== current.value);
    this.suggestion = suggestionOf(sheet, field, reading);
  }

  /** Take an action of the keys; whether it was one of a draft. */
  take({ name, text }) {
    if (name === "digit") this.type(text);
    else if (name === "erase") this.typed = this.typed?.slice(0, -1) || null;
    else if (name === "clear") this.typed = this.chosen = null;
    else if (name === "alternative") this.choose(this.alternatives[(this.turn = (this.turn + 1) % (this.alternatives.length || 1))]);
    else if (name === "suggestion") this.choose(this.suggestion && { kind: "number", value: this.suggestion.value });
    else return false;
    return true;
  }

  type(text) {
    const next = (this.typed ?? "") + text;
    const fits = /^-?\d*\.?\d*$/.test(next) && next.length <= LONGEST;
    if (fits) this.typed = next;
    this.chosen = null;
  }

  choose(option) {
    this.typed = null;
    this.chosen = option ?? null;
  }

  get isTouched() {
    return this.typed !== null || this.chosen !== null;
  }

  /** Kind and value as they would be, for trying identities; null: as they stand. */
  get trial() {
    if (this.typed !== null) return typedNumber(this.typed) === null ? { kind: "unread", value: null } : { kind: "number", value: typedNumber(this.typed) };
    return this.chosen;
  }

  /** What would be decided now, `{ kind, value }`, or why nothing can be: `{ wrong }`. */
  get verdict() {
    if (this.typed !== null && typedNumber(this.typed) === null) return { wrong: "这还不是一个数。接着键入，或按 Esc 放弃" };
    const { kind, value } = this.trial ?? this.sheet.current(this.field);
    if (kind === "unread" && !this.trial) return { wrong: "没有读数可以接受。请键入数字，或按 B 空白、P 占位符、U 认不出" };
    return { kind, value: kind === "number" || this.field === "authority" ? value : null };
  }
}

/** What the arithmetic would have here, `{ value, reason }`, where that is not what was read; else null. */
function suggestionOf(sheet, field, reading) {
  const given = reading.suggestion;
  const [solved] = given ? [] : sheet.solutions(field);
  const found = given ?? (solved && { value: Number(solved.value), reason: solved.checks[0].message });
  return found && (reading.kind !== "number" || units(found.value) !== units(reading.value)) ? found : null;
}
