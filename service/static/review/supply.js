// The cells to look at, in order, fetched ahead of the reviewer.

import { look, query } from "./api.js";

const PAGE = 50; // cells asked for at once
const LOW = 25; // cells left ahead when more are asked for

/** The open cells that fit these filters of the API, the first of them fetched. */
export async function openSupply(params) {
  const which = { state: "open", ...params };
  const supply = new Supply((after, limit) => `/reviews/cells${query({ ...which, limit, after })}`);
  await supply.fill();
  supply.total = params.sha256 ? supply.items.length : (await look(`/reviews${query({ ...which, limit: 1 })}`)).totals.cells_left;
  return supply;
}

/** A line of cells across reports. An item is what `GET /reviews/cells` gives of one cell. */
class Supply {
  /** `path(after, limit)` gives the address of the next cells. */
  constructor(path) {
    this.path = path;
    this.total = 0; // cells there were to look at
    this.done = 0; // cells decided since
    this.items = [];
    this.at = 0;
    this.after = null;
    this.isDry = false;
    this.seen = new Set();
  }

  current() {
    return this.items[this.at];
  }

  /** Cells that are still to be looked at. */
  get left() {
    return Math.max(this.total - this.done, this.items.length - this.at);
  }

  /** So many cells from the one at hand on. */
  ahead(count) {
    return this.items.slice(this.at, this.at + count);
  }

  /** Go so many cells on or back, at most to behind the last that was fetched; whether that could be. */
  move(step) {
    const to = this.at + step;
    if (to < 0 || to > this.items.length) return false;
    this.at = to;
    return true;
  }

  /** Go to a cell that was handed out; whether it was. */
  find(sha256, field) {
    const at = this.items.findIndex((i) => i.sha256 === sha256 && i.field === field);
    if (at >= 0) this.at = at;
    return at >= 0;
  }

  /** Put a cell that nobody asked for before the one at hand, and go to it. */
  put(item) {
    this.items.splice(this.at, 0, item);
  }

  /** Fetch more where they run low. Throws where the service does. */
  fill() {
    if (this.isDry || this.items.length - this.at > LOW) return Promise.resolve();
    this.filling ??= this.fetch().finally(() => { this.filling = null; });
    return this.filling;
  }

  async fetch() {
    const { items, next } = await look(this.path(this.after, PAGE));
    this.after = next;
    this.isDry = next === null;
    for (const item of items) {
      const key = `${item.sha256} ${item.field}`;
      if (!this.seen.has(key)) this.items.push(item);
      this.seen.add(key);
    }
  }
}
