// The pages of a report with zoom, or its text.

import { make } from "../dom.js";
import { PageView, TextView } from "../pages.js";
import { checked } from "../reading.js";
import { look, pagePath, reportPath } from "./api.js";

const ZOOMS = [1, 1.5, 2, 3];
const AROUND = 500; // lines of a text above and below one, as many as are given at once
const MOST_LINES = 20000; // longer texts are cut

export class Original {
  /** `onPoint(id)` is told the field that is clicked on. */
  constructor(onPoint) {
    this.onPoint = (id, isClick) => { if (isClick) onPoint(id); };
    this.pane = Object.assign(make("div", "source"), { tabIndex: 0 });
    this.pane.setAttribute("role", "region");
    this.pane.setAttribute("aria-label", "原件");
    this.tools = make("div", "zoom", this.tool("缩小原件", "−", -1), this.tool("放大原件", "＋", 1));
    this.element = make("div", "right", this.tools, this.pane);
    this.zoom = 0;
  }

  tool(name, text, step) {
    const element = make("button", "", text);
    element.type = "button";
    element.setAttribute("aria-label", name);
    element.addEventListener("click", () => {
      this.zoom = Math.max(0, Math.min(ZOOMS.length - 1, this.zoom + step));
      this.pane.style.setProperty("--zoom", ZOOMS[this.zoom]);
      this.view?.show(this.shown, true);
    });
    return element;
  }

  /** Show the original of another report. */
  async build(sheet) {
    this.leaving?.abort();
    this.leaving = new AbortController();
    this.tools.hidden = sheet.hasText;
    this.view = sheet.hasText
      ? new TextView(this.pane, await this.text(sheet), sheet.report, this.onPoint)
      : new PageView(this.pane, (page) => this.page(sheet, page), sheet.report, this.onPoint, this.leaving.signal);
  }

  async text({ sha256 }) {
    const lines = [];
    for (let total = 1; lines.length < Math.min(total, MOST_LINES);) {
      const middle = Math.min(total, lines.length + AROUND);
      const part = await look(reportPath(sha256, `/text?line=${Math.max(1, middle)}&around=${AROUND}`));
      total = part.total;
      lines.push(...part.lines.filter((l) => l.line > lines.length));
    }
    return lines.map((l) => l.text).join("\n");
  }

  async page({ sha256 }, page) {
    const response = await checked(await fetch(pagePath(sha256, page), { headers: { Accept: "image/webp" }, signal: this.leaving.signal }));
    return URL.createObjectURL(await response.blob());
  }

  /** Outline a place and bring it into view. */
  show(place) {
    this.shown = place;
    this.view?.show(place, true);
  }
}
