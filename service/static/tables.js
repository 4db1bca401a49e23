// Lays the fields out like the printed form. The layout comes from the form's data alone.

import { make } from "./dom.js";

/** The tables of the form, and the cell of each field: `{ element, cells }`. */
export function layOut(form, report) {
  const cells = new Map();
  const element = make("div", "form");
  for (const section of form.sections) {
    element.append(make("h2", "", section.label));
    for (const block of section.blocks) element.append(table(block, report.fields, cells));
  }
  moveWithArrows(element, cells);
  return { element, cells };
}

function table(block, fields, cells) {
  const columnHeads = block.side_by_side ? besides(block) : block.columns.map((c) => path(c, false));
  const rowHeads = block.side_by_side ? [] : block.printed_rows.map((row) => path(row.head, false));
  const heads = { columns: spans(even(columnHeads)), rows: spans(even(rowHeads)) };
  const element = make("table", block.side_by_side ? "narrow" : "");
  if (block.label) element.append(make("caption", "", block.label));
  element.append(make("thead", "", ...headerRows(block, heads)));
  element.append(make("tbody", "", ...block.printed_rows.map((row, i) => bodyRow(row, heads.rows[i], fields, cells))));
  return element;
}

// A path is the labels from the outermost group to the label itself; `last` says which of them may be stretched over
// the levels that the path lacks: the label (usual), or the group above it (rows side by side).
function path(head, stretchGroup) {
  return { labels: [...head.groups, head.label], stretchGroup };
}

function besides(block) {
  return block.rows.flatMap((row) =>
    block.columns.map((column) => path({ groups: [...row.groups, row.label], label: column.label }, true)),
  );
}

/** Paths of one length: the place to stretch is repeated. Each level has a key, equal where cells are one. */
function even(paths) {
  const depth = Math.max(0, ...paths.map((p) => p.labels.length));
  return paths.map(({ labels, stretchGroup }, index) => {
    const at = stretchGroup ? labels.length - 2 : labels.length - 1;
    const keys = labels.map((_, i) => labels.slice(0, i + 1).join("\u0000"));
    keys[labels.length - 1] += `\u0000${index}`;
    const levels = labels.map((label, i) => ({ label, key: keys[i] }));
    levels.splice(at, 0, ...Array(depth - labels.length).fill(levels[at]));
    return levels;
  });
}

/** For each path its head cells that begin there: level, label, how many paths and levels they span. */
function spans(paths) {
  return paths.map((levels, i) =>
    levels.flatMap(({ label, key }, level) => {
      if (paths[i - 1]?.[level].key === key || levels[level - 1]?.key === key) return [];
      let along = 1;
      while (paths[i + along]?.[level].key === key) along += 1;
      let across = 1;
      while (levels[level + across]?.key === key) across += 1;
      return [{ level, label, along, across }];
    }),
  );
}

const depthOf = (heads) => Math.max(0, ...heads.flat().map((h) => h.level + h.across));

function headerRows(block, heads) {
  const rows = Array.from({ length: depthOf(heads.columns) }, () => make("tr"));
  if (heads.rows.length) {
    rows[0].append(headCell(block.corner ?? "", "corner", rows.length, depthOf(heads.rows), "col"));
  }
  for (const head of heads.columns.flat()) {
    const scope = head.along > 1 ? "colgroup" : "col";
    rows[head.level].append(headCell(head.label, "", head.across, head.along, scope));
  }
  return rows;
}

function bodyRow(row, heads, fields, cells) {
  const element = make("tr");
  for (const head of heads ?? []) {
    const isGroup = head.along > 1;
    const kind = isGroup ? `group level${head.level}` : "label";
    element.append(headCell(head.label, kind, head.along, head.across, isGroup ? "rowgroup" : "row"));
  }
  for (const id of row.fields) {
    const cell = fieldCell(id, fields[id]);
    cells.set(id, cell);
    element.append(cell);
  }
  return element;
}

function headCell(label, className, rowSpan, colSpan, scope) {
  const cell = make("th", className, make("span", "", label));
  Object.assign(cell, { rowSpan, colSpan, scope });
  return cell;
}

const SHOWN = { blank: "空", unread: "？", absent: "缺" };

function fieldCell(id, field) {
  const cell = make("td", "", make("span"));
  cell.dataset.field = id;
  cell.tabIndex = -1;
  fillCell(cell, field);
  return cell;
}

/** Show what a field is, `{ kind, value, raw, review }`, in its cell. */
export function fillCell(cell, field) {
  cell.classList.remove(...[...cell.classList].filter((name) => name.startsWith("kind-")));
  cell.classList.add(`kind-${field.kind}`);
  cell.classList.toggle("review", field.review);
  cell.firstChild.textContent = SHOWN[field.kind] ?? field.raw ?? String(field.value ?? "");
}

/** One stop for the tabulator; the arrow keys go from cell to cell as they lie on the screen. */
function moveWithArrows(element, cells) {
  const first = cells.values().next().value;
  if (first) first.tabIndex = 0;
  element.addEventListener("focusin", ({ target }) => {
    if (!target.dataset.field) return;
    for (const cell of cells.values()) cell.tabIndex = cell === target ? 0 : -1;
  });
  element.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const next = step && nearest(event.target, [...cells.values()], step);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function nearest(from, cells, [dx, dy]) {
  const middle = (box) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const [x, y] = middle(from.getBoundingClientRect());
  let best = null;
  for (const cell of cells) {
    const [cx, cy] = middle(cell.getBoundingClientRect());
    const ahead = (cx - x) * dx + (cy - y) * dy;
    if (ahead < 2) continue;
    const aside = Math.abs((cx - x) * dy) + Math.abs((cy - y) * dx);
    const far = ahead + 4 * aside;
    if (!best || far < best.far) best = { cell, far };
  }
  return best?.cell;
}
