// Fetches what the next cells need before their turn: their reports, pages and lines.

import { Pictures } from "./pictures.js";
import { placeOf } from "./place.js";
import { Texts } from "./texts.js";

const COUNT = 12; // cells ahead; a person needs seconds for each

export class Ahead {
  /** `onArrive(sha256)`: something of that report has come; `onMissing(sha256, error)`: it could not be had. */
  constructor(desk, onArrive, onMissing) {
    Object.assign(this, { desk, onMissing });
    this.pictures = new Pictures(onArrive);
    this.texts = new Texts(onArrive);
    desk.addEventListener("sheet", () => this.wantOriginals());
  }

  /** Have what the first cells of a supply, from the one at hand on, need. */
  want(supply) {
    this.items = supply.ahead(COUNT);
    for (const sha256 of new Set(this.items.map((i) => i.sha256))) {
      this.desk.sheet(sha256).catch((error) => this.onMissing(sha256, error));
    }
    this.wantOriginals();
  }

  wantOriginals() {
    const placed = (this.items ?? []).map((item) => ({ item, sheet: this.desk.ready(item.sha256) })).filter(({ sheet }) => sheet)
      .map(({ item, sheet }) => ({ sha256: item.sha256, place: placeOf(sheet, item.field) }));
    for (const { sha256, place } of placed) if (place.source) this.texts.want(sha256, place.source.line);
    this.pictures.want(placed.filter(({ place }) => place.page).map(({ sha256, place }) => [sha256, place.page]));
  }

  /** What has arrived of the original at a place. */
  original(sha256, { page, source }) {
    return { picture: this.pictures.get(sha256, page), lines: source ? this.texts.get(sha256, source.line) : undefined };
  }

  /** Whether the original at a place has come, or cannot be had: nobody should decide what is not in sight yet. */
  isSettled(sha256, place) {
    const { picture, lines } = this.original(sha256, place);
    if (place.source) return Boolean(lines);
    return !place.page || Boolean(picture?.bitmap ?? picture?.problem);
  }
}
