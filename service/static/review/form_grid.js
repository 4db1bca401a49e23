// The tables of a report as printed, showing what counts now and what is about to be decided.

import { make, mark } from "../dom.js";
import { fillCell, layOut } from "../tables.js";

export class FormGrid {
  /** `onFocus(id)` is told the field that is come to. */
  constructor(onFocus) {
    this.onFocus = onFocus;
    this.element = make("div", "tables");
    this.cells = new Map();
  }

  /** Lay out another report. */
  build(sheet) {
    const { element, cells } = layOut(sheet.form, sheet.report);
    this.cells = cells;
    for (const table of element.querySelectorAll("table")) table.setAttribute("role", "grid");
    for (const [id, cell] of cells) cell.addEventListener("focus", () => this.onFocus(id));
    this.element.replaceChildren(element);
  }

  /** Every cell as it stands. */
  refresh(sheet) {
    for (const id of this.cells.keys()) this.fill(sheet, id);
  }

  fill(sheet, id) {
    const cell = this.cells.get(id);
    if (!cell) return;
    const decision = sheet.decision(id);
    fillCell(cell, { ...(decision ? { raw: null, ...decision } : sheet.reading(id)), review: sheet.isOpen(id) });
    cell.classList.toggle("decided", Boolean(decision));
    cell.classList.remove("touched");
  }

  /** What is about to be decided, in its cell, and the identities that would fail with it. */
  showDraft(draft) {
    this.fill(draft.sheet, draft.field);
    const cell = this.cells.get(draft.field);
    if (cell && draft.isTouched) {
      cell.classList.add("touched");
      cell.firstChild.textContent = draft.typed ?? String(draft.chosen.value ?? "");
    }
    this.mark(draft);
  }

  mark(draft) {
    const failing = draft.sheet.checks((id) => (id === draft.field ? draft.trial : null)).filter((c) => c.status === "fail");
    const terms = (checks) => checks.flatMap((c) => [...c.left.fields, ...c.right.fields]);
    mark(this.cells, "fails", terms(failing.filter((c) => !c.confirmed)));
    mark(this.cells, "confirmed", terms(failing.filter((c) => c.confirmed)));
  }

  /** Both sides of an identity. */
  markMembers(check) {
    mark(this.cells, "member", check ? [...check.left.fields, ...check.right.fields] : []);
  }

  /** Have a cell picked, in view, and (`isFar`) focused. */
  pick(id, isFar) {
    mark(this.cells, "picked", [id]);
    const cell = this.cells.get(id);
    if (!isFar || !cell) return;
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (document.activeElement !== cell) cell.focus({ preventScroll: true });
  }
}
