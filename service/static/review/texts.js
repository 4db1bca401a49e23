// Lines of texts, fetched ahead like the pages of pictures.

import { look, reportPath } from "./api.js";

const AROUND = 30; // lines above and below
const KEPT = 40;
const AGAIN = 5000; // milliseconds until what could not be had may be asked for again

export class Texts {
  /** `onArrive(sha256)` hears of lines that have come. */
  constructor(onArrive) {
    this.onArrive = onArrive;
    this.known = new Map();
  }

  /** The lines around one if they are there, else undefined. */
  get(sha256, line) {
    return this.known.get(`${sha256}:${line}`) ?? undefined;
  }

  /** Fetch them, unless that was done. */
  async want(sha256, line) {
    const key = `${sha256}:${line}`;
    if (this.known.has(key)) return;
    this.known.set(key, null);
    if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value);
    try {
      const { lines } = await look(reportPath(sha256, `/text?line=${line}&around=${AROUND}`));
      this.known.set(key, lines);
    } catch (error) {
      this.known.set(key, [{ line, text: error.problem?.detail ?? "连不上服务" }]);
      setTimeout(() => this.known.delete(key), AGAIN);
    }
    this.onArrive(sha256);
  }
}
