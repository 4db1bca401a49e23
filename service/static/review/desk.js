// What all views share: the session, the reports at hand, decisions and their way to the service.

import { ask, look, reportPath, useSession } from "./api.js";
import { Outbox } from "./outbox.js";
import { Sender } from "./sender.js";
import { openSheet } from "./sheet.js";

const SHEETS = 16; // reports kept at hand

/** Fires `sheet` (a report has come; `detail` is its hash), `decided` (something was decided here about one), `saving`, `signin`, `claim` and `session`. */
export class Desk extends EventTarget {
  constructor() {
    super();
    this.session = null;
    this.sheets = new Map(); // promises by hash, the least recently used first
    this.opened = new Map(); // those that have arrived
    this.done = []; // what can be taken back, in this tab
    this.outbox = new Outbox();
    this.outbox.addEventListener("change", () => this.fire("saving"));
    this.sender = new Sender(this.outbox, (name, detail) => this.hear(name, detail));
  }

  fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  hear(name, detail) {
    if (name === "state") this.fire("saving");
    if (name === "signin") this.fire("signin");
    if (name === "stale") this.refresh(detail.sha256);
    if (name === "saved" && detail.entry.type === "undo") this.refresh(detail.entry.sha256);
  }

  /** Take up the session that the browser holds, if any. */
  async resume() {
    try {
      this.begin(await look("/session"));
    } catch (error) {
      if (error.problem?.status !== 401) throw error;
    }
    return this.session;
  }

  /** Sign in. Throws Refusal. */
  async signIn(name, key) {
    this.begin(await (await ask("POST", "/session", { body: key ? { name, key } : { name } })).json());
  }

  begin(session) {
    this.session = session;
    useSession(session);
    this.sender.start(session.name);
    this.fire("session");
  }

  async signOut() {
    this.sender.stop();
    await this.release();
    await ask("DELETE", "/session");
    this.session = null;
    useSession(null);
    this.done = [];
    this.fire("session");
  }

  /** The report of a hash, from memory where it is at hand. */
  sheet(sha256) {
    const known = this.sheets.get(sha256);
    this.sheets.delete(sha256);
    const coming = known ?? this.fetch(sha256);
    this.sheets.set(sha256, coming);
    while (this.sheets.size > SHEETS) this.forget(this.sheets.keys().next().value);
    return coming;
  }

  /** The same if it has arrived already, else undefined. */
  ready(sha256) {
    return this.opened.get(sha256);
  }

  async fetch(sha256) {
    try {
      const sheet = await openSheet(sha256, this.outbox.all().filter((e) => e.sha256 === sha256));
      this.opened.set(sha256, sheet);
      this.fire("sheet", sha256);
      return sheet;
    } catch (error) {
      this.forget(sha256);
      throw error;
    }
  }

  forget(sha256) {
    this.sheets.delete(sha256);
    this.opened.delete(sha256);
  }

  /** Fetch a report again: it is not what it was. What is shown stays until the new one is there. */
  refresh(sha256) {
    if (this.sheets.has(sha256)) this.sheets.set(sha256, this.fetch(sha256));
  }

  /** Decide about a field of a report. Kept before this returns; throws where the browser keeps nothing. */
  decide(sheet, field, { kind, value = null, note = null, seconds = null, base = sheet.version }) {
    const label = { ...sheet.label(field.replace(/^check:/, "")), name: sheet.report.authority.value ?? sheet.report.document.name };
    const by = this.session.name;
    const before = sheet.decision(field);
    const { kind: readKind, value: read } = sheet.report.fields[field] ?? sheet.report[field] ?? {};
    const entry = this.outbox.add({
      type: "decision", seen: { kind: readKind, value: read }, sha256: sheet.sha256, field, kind, value, note, seconds, by, base, label,
    });
    sheet.decide(field, { kind, value, note, by, at: new Date().toISOString() });
    this.done.push({ sheet, field, before, id: entry.id });
    this.fire("decided", sheet.sha256);
    this.sender.kick();
  }

  /** Take back the latest decision of this tab: `{ sha256, field }`, or null where there is none. */
  undo() {
    const last = this.done.pop();
    if (!last) return null;
    const { field, before, id } = last;
    const sheet = this.ready(last.sheet.sha256) ?? last.sheet;
    const unsent = this.outbox.entries.get(id);
    if (unsent && (!unsent.tried || unsent.state !== "waiting")) this.outbox.remove(id); // the service does not have it
    else this.outbox.add({ type: "undo", of: id, sha256: sheet.sha256, field, by: this.session.name, base: sheet.version });
    sheet.decide(field, before);
    this.fire("decided", sheet.sha256);
    this.sender.kick();
    return { sha256: sheet.sha256, field };
  }

  /** Say that this reviewer is at a report, and no longer at the one before. */
  async claim(sha256) {
    if (this.claimed === sha256) return;
    this.release();
    this.claimed = sha256;
    try {
      await ask("PUT", reportPath(sha256, "/claim"));
    } catch (error) {
      if (error.problem?.status === 409) this.fire("claim", { sha256, detail: error.problem.detail });
    }
  }

  async release() {
    if (!this.claimed) return;
    const path = reportPath(this.claimed, "/claim");
    this.claimed = null;
    await ask("DELETE", path).catch(() => {}); // it lapses by itself
  }
}
