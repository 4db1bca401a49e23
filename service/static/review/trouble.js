// Tells whether decisions have arrived, and asks about those that could not be kept as they are.

import { button, make } from "../dom.js";
import { brief, clock } from "./said.js";

export class Trouble {
  /** `saving`: one line on how things stand; `section`: what has to be settled by hand. */
  constructor(saving, section, desk) {
    Object.assign(this, { saving, section, desk });
    desk.addEventListener("saving", () => this.show());
    desk.addEventListener("session", () => this.show());
  }

  show() {
    const entries = this.desk.outbox.all();
    const waiting = entries.filter((e) => e.state === "waiting");
    const own = waiting.filter((e) => e.by === this.desk.session?.name);
    this.tell(own.length, waiting.length - own.length);
    const stuck = entries.filter((e) => e.state !== "waiting");
    this.section.hidden = !stuck.length;
    const key = stuck.map((e) => e.id + e.state).join();
    if (key !== this.shown) this.section.replaceChildren(...stuck.map((e) => this.item(e)));
    this.shown = key;
  }

  tell(own, others) {
    const { state } = this.desk.sender;
    const texts = {
      idle: "全部已存进服务", sending: own > 2 ? `正在送出 ${own} 个决定` : "全部已存进服务",
      offline: `连不上服务，${own} 个决定存在这个浏览器里，连上就送`, signin: `要重新登录，${own} 个决定存在这个浏览器里`,
    };
    const text = this.desk.session ? texts[state] : "";
    const rest = others ? `　另有别人的 ${others} 个决定等他们登录` : "";
    if (this.saving.textContent !== text + rest) this.saving.textContent = text + rest;
    this.saving.className = ["offline", "signin"].includes(state) || others ? "bad" : "quiet";
  }

  item(entry) {
    const { outbox, sender } = this.desk;
    const mine = entry.kind === "source" ? "原件有误" : brief({ raw: null, ...entry });
    const label = entry.label ? `${entry.label.name} ${entry.label.row} · ${entry.label.column}` : entry.field;
    const send = () => { outbox.change(entry.id, { state: "waiting", seen: null, tries: 0 }); sender.kick(); };
    const drop = () => { outbox.remove(entry.id); this.desk.refresh(entry.sha256); };
    const said = make("p", "", make("b", "", label), "：", this.reason(entry, mine));
    said.setAttribute("role", "alert");
    const theirs = entry.theirs && entry.theirs.kind ? `用 ${entry.theirs.by} 的 ${this.theirs(entry)}` : "放弃我的决定";
    const again = entry.state === "conflict" ? `仍用我的 ${mine}` : "再送一次";
    return make("div", "stuck", said, button("", drop, entry.state === "conflict" ? theirs : "放弃这个决定"), button("primary", send, again));
  }

  reason({ state, theirs, now, detail }, mine) {
    if (state === "refused") return `服务没有收下（${mine}）：${detail}`;
    if (now) return `您定为 ${mine}，但这份报告刚重新读过，这一格现在读作 ${brief({ raw: null, ...now })}。`;
    const what = theirs.kind ? `定为 ${this.theirs({ theirs })}` : "撤回了决定";
    return `您定为 ${mine} 的时候，${theirs.by} 已在 ${clock(theirs.at)} ${what}。用哪一个？`;
  }

  theirs({ theirs }) {
    return theirs.kind === "source" ? "原件有误" : brief({ raw: null, ...theirs });
  }
}
