// The original beside the tables: page images with the cells outlined, or the text with the place marked.

import { make } from "./dom.js";

/**
 * Page images, fetched when they come near by `fetchPage(page)`, which gives an object URL. `onPoint(id, isClick)` is
 * told the field under the pointer.
 */
export class PageView {
  constructor(container, fetchPage, report, onPoint, signal) {
    this.container = container;
    this.fetchPage = fetchPage;
    this.signal = signal;
    this.queue = Promise.resolve(); // one at a time: the service reads one document at a time
    this.sheets = Array.from({ length: report.document.pages }, (_, i) => this.sheet(i + 1, report, onPoint));
    this.outline = make("div", "outline");
    container.replaceChildren(...this.sheets.map((s) => s.element));
    this.observer = new IntersectionObserver((entries) => this.fetchSeen(entries), { root: container, rootMargin: "100%" });
    for (const sheet of this.sheets) this.observer.observe(sheet.element);
  }

  sheet(page, report, onPoint) {
    const placed = Object.entries(report.fields).filter(([, f]) => f.page === page && f.bbox);
    const paper = make("div", "paper", make("p", "loading", "正在取页面图像…"));
    for (const [, field] of placed.filter(([, f]) => f.review)) paper.append(box("doubt", field.bbox));
    for (const stray of report.unplaced.filter((u) => u.page === page && u.bbox)) paper.append(box("stray", stray.bbox));
    const under = (event) => fieldAt(placed, paper.getBoundingClientRect(), event);
    paper.addEventListener("pointermove", (event) => { const id = under(event); if (id) onPoint(id, false); });
    paper.addEventListener("click", (event) => { const id = under(event); if (id) onPoint(id, true); });
    const caption = make("figcaption", "", `第 ${page} / ${report.document.pages} 页`);
    return { page, paper, element: make("figure", "sheet", caption, paper), asked: false };
  }

  fetchSeen(entries) {
    for (const entry of entries) {
      const sheet = this.sheets.find((s) => s.element === entry.target);
      if (!entry.isIntersecting || sheet.asked) continue;
      sheet.asked = true;
      this.queue = this.queue.then(() => this.fetch(sheet));
    }
  }

  async fetch(sheet) {
    if (this.signal.aborted) return;
    const note = sheet.paper.querySelector(".loading");
    try {
      const image = make("img");
      image.alt = `第 ${sheet.page} 页`;
      image.src = await this.fetchPage(sheet.page);
      this.signal.addEventListener("abort", () => URL.revokeObjectURL(image.src));
      await image.decode();
      note.remove();
      sheet.paper.classList.add("loaded");
      sheet.paper.prepend(image);
      if (this.outline.parentElement === sheet.paper) bringIntoView(this.container, this.outline); // its height is known now
    } catch (error) {
      note.textContent = `这一页的图像取不到：${error.message}`;
    }
  }

  /** Outline a place, and bring it into view when `scroll`. */
  show(place, scroll) {
    this.outline.remove();
    const sheet = place?.bbox && this.sheets[place.page - 1];
    if (!sheet) return;
    put(this.outline, place.bbox);
    sheet.paper.append(this.outline);
    if (scroll) bringIntoView(this.container, this.outline);
  }
}

/** A text file, line by line. */
export class TextView {
  constructor(container, text, report, onPoint) {
    this.container = container;
    this.marked = null;
    this.lines = text.split("\n").map((line) => make("li", "", line.replace(/\r$/, "")));
    const list = make("ol", "text", ...this.lines);
    const byLine = groupByLine(report.fields);
    this.lines.forEach((line, i) => {
      const first = byLine.get(i + 1)?.[0];
      if (first) line.addEventListener("click", () => onPoint(first, true));
      line.classList.toggle("placed", Boolean(first));
    });
    container.replaceChildren(list);
  }

  /** Mark a place, and bring it into view when `scroll`. */
  show(place, scroll) {
    if (this.marked) this.marked.replaceChildren(this.marked.textContent);
    this.marked = place?.source ? this.lines[place.source.line - 1] : null;
    if (!this.marked) return;
    const glyphs = [...this.marked.textContent];
    const part = (a, b) => glyphs.slice(a, b).join("");
    const said = place.raw ?? place.text ?? place.value ?? null;
    const expected = String(said ?? "").trim();
    const from = place.source.column - 1;
    const to = from + Math.max([...expected].length, 1);
    // Where the browser decodes the file otherwise than the service did, the place is not there: rather no mark.
    if (said !== null && part(from, to).trim() !== expected) return;
    this.marked.replaceChildren(part(0, from), make("mark", "", part(from, to)), part(to));
    if (scroll) bringIntoView(this.container, this.marked);
  }
}

function groupByLine(fields) {
  const byLine = new Map();
  for (const [id, field] of Object.entries(fields)) {
    if (field.source) byLine.set(field.source.line, [...(byLine.get(field.source.line) ?? []), id]);
  }
  return byLine;
}

function fieldAt(placed, paper, event) {
  const x = (event.clientX - paper.left) / paper.width;
  const y = (event.clientY - paper.top) / paper.height;
  const hit = placed.find(([, { bbox: [l, t, r, b] }]) => l <= x && x <= r && t <= y && y <= b);
  return hit?.[0];
}

const box = (className, bbox) => put(make("div", className), bbox);

function put(element, [left, top, right, bottom]) {
  const percent = (share) => `${share * 100}%`;
  Object.assign(element.style, {
    left: percent(left), top: percent(top), width: percent(right - left), height: percent(bottom - top),
  });
  return element;
}

/** Scroll only the pane, and only as far as needed. */
function bringIntoView(pane, element) {
  const outer = pane.getBoundingClientRect();
  const inner = element.getBoundingClientRect();
  if (inner.top >= outer.top + 24 && inner.bottom <= outer.bottom - 24) return;
  pane.scrollTo({ top: pane.scrollTop + inner.top - outer.top - outer.height / 2, behavior: "instant" });
}
