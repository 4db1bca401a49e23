// Page images, fetched ahead and kept decoded, so that the next cell is drawn without a wait.

import { checked } from "../reading.js";
import { pagePath } from "./api.js";

const KEPT = 10; // pages, some 18 MiB each once decoded
const AT_ONCE = 2; // the service draws as many pages at once as it has workers
const AGAIN = 5000; // milliseconds until what could not be had may be asked for again

export class Pictures {
  /** `onArrive(sha256)` hears of each picture that has come, or could not. */
  constructor(onArrive) {
    this.onArrive = onArrive;
    this.known = new Map(); // { bitmap } or { problem } by key, the least recently wanted first
    this.wanted = [];
    this.busy = 0;
  }

  /** The picture if it is there, else undefined. */
  get(sha256, page) {
    return this.known.get(keyOf(sha256, page));
  }

  /** Fetch these pages, `[sha256, page]`, the first first; what is not among them is fetched no more. */
  want(pages) {
    const unique = new Map(pages.map(([sha256, page]) => [keyOf(sha256, page), [sha256, page]]));
    for (const key of [...unique.keys()].reverse()) this.touch(key);
    this.wanted = [...unique].filter(([key]) => !this.known.has(key));
    this.work();
  }

  touch(key) {
    const picture = this.known.get(key);
    if (!picture) return;
    this.known.delete(key);
    this.known.set(key, picture);
  }

  async work() {
    while (this.busy < AT_ONCE && this.wanted.length) {
      const [key, [sha256, page]] = this.wanted.shift();
      if (this.known.has(key)) continue;
      this.known.set(key, {});
      this.busy += 1;
      this.fetch(key, sha256, pagePath(sha256, page));
    }
  }

  async fetch(key, sha256, path) {
    try {
      const response = await checked(await fetch(path, { headers: { Accept: "image/webp" } }));
      this.known.set(key, { bitmap: await createImageBitmap(await response.blob()) });
    } catch (error) {
      this.known.set(key, { problem: error.problem?.detail ?? "连不上服务" });
      setTimeout(() => this.known.delete(key), AGAIN);
    }
    this.busy -= 1;
    this.drop();
    this.onArrive(sha256);
    this.work();
  }

  drop() {
    for (const [key, { bitmap }] of this.known) {
      if (this.known.size <= KEPT) return;
      if (!bitmap) continue;
      bitmap.close();
      this.known.delete(key);
    }
  }
}

const keyOf = (sha256, page) => `${sha256}/${page}`;
