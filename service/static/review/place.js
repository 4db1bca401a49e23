// Where a field is on the pages, or about where it should be.

/** `{ page, bbox, source, isRough }` of a field; where it was not found, of its row as far as that was. */
export function placeOf(sheet, id) {
  const reading = sheet.reading(id);
  if (reading.bbox || reading.source) return { ...reading, isRough: false };
  const row = sheet.form.sections.flatMap((s) => s.blocks).flatMap((b) => b.printed_rows).find((r) => r.fields.includes(id));
  const found = (row?.fields ?? []).map((other) => sheet.report.fields[other]).filter((f) => f.bbox || f.source);
  if (!found.length) return { page: reading.page, bbox: null, source: null, isRough: true };
  const boxes = found.filter((f) => f.bbox && f.page === found[0].page).map((f) => f.bbox);
  return { page: found[0].page, bbox: boxes.length ? around(boxes) : null, source: found[0].source, isRough: true };
}

function around(boxes) {
  const [lefts, tops, rights, bottoms] = [0, 1, 2, 3].map((i) => boxes.map((b) => b[i]));
  return [Math.min(...lefts), Math.min(...tops), Math.max(...rights), Math.max(...bottoms)];
}
