// The page beside a cell, scrolled there and outlined, and the cell itself enlarged.

import { make } from "../dom.js";

const ABOVE = 0.38; // where in the pane the cell comes to stand, as a share of its height
const ROOM = 2.4; // heights of the cell that the enlargement shows
const WIDE = 1.25; // widths of it, at least
const MOST = 6; // enlargement, beyond which print only gets blurred

/** A page in a pane. `show` draws at once what it is given: nothing is fetched here. */
export class PagePane {
  constructor(element) {
    this.pane = element;
    this.canvas = Object.assign(make("canvas"), { hidden: true });
    this.outline = Object.assign(make("div", "outline"), { hidden: true });
    this.others = make("div", "terms");
    this.note = make("p", "loading");
    this.paper = make("div", "paper", this.canvas, this.others, this.outline, this.note);
    this.mount();
    this.drawn = null;
    new ResizeObserver(() => { this.drawn = null; this.redraw?.(); }).observe(this.pane);
  }

  /** Put the page where something else was shown. */
  mount() {
    if (!this.paper.isConnected) this.pane.replaceChildren(this.paper);
  }

  /** `picture` as `Pictures` gives it; `place` is what is outlined, `others` are boxes that belong to it. */
  show(picture, place, others, label) {
    this.redraw = () => this.show(picture, place, others, label);
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", label);
    this.note.textContent = picture?.bitmap ? "" : picture?.problem ?? "正在取页面图像…";
    this.canvas.hidden = this.outline.hidden = this.others.hidden = !picture?.bitmap;
    if (!picture?.bitmap) { this.drawn = null; return; }
    this.draw(picture.bitmap);
    this.outline.hidden = !place?.bbox;
    this.outline.classList.toggle("rough", Boolean(place?.isRough));
    if (place?.bbox) put(this.outline, place.bbox);
    this.others.replaceChildren(...others.map((bbox) => put(make("div", "term"), bbox)));
    if (place?.bbox) this.scrollTo(place.bbox);
  }

  draw(bitmap) {
    if (this.drawn === bitmap) return;
    const width = this.pane.clientWidth;
    this.height = Math.round((width * bitmap.height) / bitmap.width);
    const dense = Math.min(window.devicePixelRatio, bitmap.width / width);
    Object.assign(this.canvas, { width: Math.round(width * dense), height: Math.round(this.height * dense) });
    this.canvas.style.height = `${this.height}px`;
    const context = this.canvas.getContext("2d", { alpha: false });
    context.imageSmoothingQuality = "medium";
    context.drawImage(bitmap, 0, 0, this.canvas.width, this.canvas.height);
    this.drawn = bitmap;
  }

  scrollTo([, top, , bottom]) {
    this.pane.scrollTop = ((top + bottom) / 2) * this.height - this.pane.clientHeight * ABOVE;
  }
}

/** A cell enlarged, with what is around it. */
export class Enlargement {
  constructor(element) {
    this.canvas = Object.assign(make("canvas"), { hidden: true });
    this.outline = Object.assign(make("div", "outline"), { hidden: true });
    this.note = make("p", "loading");
    this.box = element;
    this.mount();
    new ResizeObserver(() => this.redraw?.()).observe(this.box);
  }

  /** Put the picture where something else was shown. */
  mount() {
    if (!this.canvas.isConnected) this.box.replaceChildren(this.canvas, this.outline, this.note);
  }

  show(picture, place, label) {
    this.redraw = () => this.show(picture, place, label);
    const isThere = Boolean(picture?.bitmap && place?.bbox);
    this.canvas.hidden = this.outline.hidden = !isThere;
    this.note.textContent = isThere ? "" : place?.bbox ? picture?.problem ?? "正在取图…" : "原件上没有找到这一格";
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", label);
    if (isThere) this.draw(picture.bitmap, place);
  }

  draw(bitmap, { bbox: [left, top, right, bottom], isRough }) {
    const [width, height] = [this.box.clientWidth, this.box.clientHeight];
    const cell = { x: left * bitmap.width, y: top * bitmap.height, w: (right - left) * bitmap.width, h: (bottom - top) * bitmap.height };
    const scale = Math.min(MOST, height / (cell.h * ROOM), width / (cell.w * WIDE));
    const from = { x: cell.x + cell.w / 2 - width / scale / 2, y: cell.y + cell.h / 2 - height / scale / 2 };
    const dense = window.devicePixelRatio;
    const size = { width: Math.round(width * dense), height: Math.round(height * dense) };
    if (this.canvas.width !== size.width || this.canvas.height !== size.height) Object.assign(this.canvas, size);
    const context = this.canvas.getContext("2d", { alpha: false });
    context.fillStyle = "#fff";
    context.fillRect(0, 0, size.width, size.height);
    context.imageSmoothingQuality = "high";
    context.setTransform(scale * dense, 0, 0, scale * dense, -from.x * scale * dense, -from.y * scale * dense);
    context.drawImage(bitmap, 0, 0);
    context.resetTransform();
    this.outline.classList.toggle("rough", Boolean(isRough));
    Object.assign(this.outline.style, {
      left: `${(cell.x - from.x) * scale}px`, top: `${(cell.y - from.y) * scale}px`, width: `${cell.w * scale}px`, height: `${cell.h * scale}px`,
    });
  }
}

function put(element, [left, top, right, bottom]) {
  const share = (part) => `${part * 100}%`;
  Object.assign(element.style, { left: share(left), top: share(top), width: share(right - left), height: share(bottom - top) });
  return element;
}
