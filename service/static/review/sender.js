// Sends what is in the outbox, in order, in the background, and again until the service has confirmed it.

import { ask, look, reportPath } from "./api.js";

const WAITS = [1000, 2000, 4000, 8000, 15000]; // milliseconds until the next try, while the service does not answer
const AGAIN = [429, 502, 503, 504];
const SIGNIN = [401, 403]; // the session is over, or another tab began one
const TRIES = 3; // of an entry at which the service itself fails; then the others go on without it

/**
 * `tell(name, detail)` hears `saved` (an entry the service has), `stale` (somebody else changed this report), `signin`
 * (the session is over) and `state` (what `this.state` says changed: `idle`, `sending`, `offline` or `signin`).
 */
export class Sender {
  constructor(outbox, tell) {
    this.outbox = outbox;
    this.tell = tell;
    this.name = null; // of the reviewer: what others left in this browser waits for them
    this.chains = new Map(); // of each report the versions between which only we changed it, as { from, to }
    this.state = "idle";
    this.failures = 0;
  }

  /** From here on send what this reviewer decided. */
  start(name) {
    this.name = name;
    this.kick();
  }

  stop() {
    this.name = null;
  }

  next() {
    return this.outbox.all().find((e) => e.state === "waiting" && e.by === this.name);
  }

  /** Send now, unless it is being done. */
  async kick() {
    if (this.running) return;
    this.running = true;
    clearTimeout(this.timer);
    try {
      for (let entry = this.next(); entry; entry = this.next()) await this.alone(() => this.sendOne(entry));
      this.become("idle");
    } catch (error) {
      this.putOff(error);
    } finally {
      this.running = false;
    }
  }

  /** One tab at a time, where the browser can tell; elsewhere the service recognises what it has already. */
  alone(action) {
    return navigator.locks ? navigator.locks.request("gouji.review.sender", action) : action();
  }

  async sendOne(entry) {
    if (!this.outbox.holds(entry.id)) {
      this.outbox.entries.delete(entry.id); // another tab sent it
      return;
    }
    if (entry.type === "undo" && this.outbox.holds(entry.of)) { // the service never took what is to be taken back
      this.outbox.remove(entry.of);
      this.outbox.remove(entry.id);
      return;
    }
    if (this.state !== "offline") this.become("sending");
    try {
      const version = this.versionFor(entry);
      // A repetition must be the same request; and what was tried may have arrived, whatever was heard of it.
      this.outbox.change(entry.id, { base: version, tried: true });
      const answer = await (await this.post(entry, version)).json();
      this.link(entry.sha256, version, answer.version);
      this.outbox.remove(entry.id);
      this.failures = 0;
      this.tell("saved", { entry, answer });
    } catch (error) {
      await this.refused(entry, error);
    }
  }

  post(entry, version) {
    const headers = { "If-Match": `"${version}"`, "Idempotency-Key": entry.id };
    if (entry.type === "undo") return ask("POST", reportPath(entry.sha256, "/undo"), { headers, body: { field: entry.field } });
    const { field, kind, value, note, seconds } = entry;
    const decision = { field, kind, value, note, seconds };
    return ask("POST", reportPath(entry.sha256, "/decisions"), { headers, body: { decisions: [decision] } });
  }

  /** The version to name: where only we changed the report since it was looked at, the one we made of it. */
  versionFor({ sha256, base }) {
    const chain = this.chains.get(sha256);
    return chain && chain.from <= base && base <= chain.to ? chain.to : base;
  }

  link(sha256, before, after) {
    const chain = this.chains.get(sha256);
    if (chain?.to === before) chain.to = after;
    else this.chains.set(sha256, { from: before, to: after });
  }

  async refused(entry, error) {
    const problem = error.problem;
    if (!problem || AGAIN.includes(problem.status) || SIGNIN.includes(problem.status)) throw error;
    const tries = (entry.tries ?? 0) + 1;
    if (problem.status >= 500 && tries < TRIES) {
      this.outbox.change(entry.id, { tries });
      throw error;
    }
    if (problem.status === 412) await this.merge(entry, problem);
    else this.outbox.change(entry.id, { state: "refused", detail: problem.detail });
  }

  /** Somebody changed the report meanwhile: go on where it was another field, ask where it was this one. */
  async merge(entry, { version, changed, reread }) {
    const others = changed.filter((c) => c.by !== entry.by);
    const theirs = entry.type === "decision" ? others.findLast((c) => c.field === entry.field) : undefined;
    const isSame = theirs && theirs.kind === entry.kind && String(theirs.value) === String(entry.value);
    const now = reread && entry.seen ? await this.reread(entry) : null;
    const conflict = theirs && !isSame ? { state: "conflict", theirs } : now && { state: "conflict", now };
    this.outbox.change(entry.id, { base: version, ...conflict });
    if (others.length || reread) this.tell("stale", { sha256: entry.sha256 });
  }

  /** How the field of an entry is read now, where that is not what was looked at; else null. */
  async reread({ sha256, field, seen }) {
    const { report } = await look(reportPath(sha256));
    const reading = report.fields[field] ?? report[field];
    const [now, then] = [reading, seen].map((r) => `${r?.kind ?? ""} ${r?.value ?? null}`);
    return now === then ? null : { kind: reading?.kind ?? "absent", value: reading?.value ?? null };
  }

  putOff(error) {
    if (SIGNIN.includes(error.problem?.status)) {
      this.become("signin");
      this.tell("signin");
      return;
    }
    this.become("offline");
    this.timer = setTimeout(() => this.kick(), WAITS[Math.min(this.failures, WAITS.length - 1)]);
    this.failures += 1;
  }

  become(state) {
    this.state = state;
    this.tell("state");
  }
}
