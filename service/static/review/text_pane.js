// The lines around a cell of a text, with the cell marked.

import { make } from "../dom.js";

/** Show lines, `[{ line, text }]`, in a pane, and mark what stands at a place (`source`, `raw`). */
export function showText(pane, lines, { source, raw }) {
  const list = make("ol", "text", ...lines.map(({ line, text }) => {
    const item = make("li", "", ...(line === source?.line ? marked(text, source.column - 1, raw ?? "") : [text]));
    item.value = line;
    return item;
  }));
  pane.replaceChildren(list);
  const mark = list.querySelector("mark");
  if (mark) pane.scrollTop = mark.offsetTop - pane.clientHeight * 0.4;
}

/** A line with the characters from a place on marked that are `raw` (one, where nothing is printed). */
export function marked(text, from, raw) {
  const glyphs = [...text];
  const to = from + Math.max([...raw].length, 1);
  const part = (a, b) => glyphs.slice(a, b).join("");
  return [part(0, from), make("mark", "", part(from, to) || " "), part(to)];
}
