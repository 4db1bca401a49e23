// Decisions that the service has not confirmed yet, kept in the browser: a closed tab or a killed service loses none.

const PREFIX = "gouji.review.outbox.";

/**
 * Each entry has a place of its own in the storage, so that two tabs never write over one another. An entry:
 * `{ id, type: "decision" | "undo", sha256, field, kind, value, note, by, base, label, state, … }`; `base` is the version
 * of the report that was looked at, `state` is `waiting`, `conflict` or `refused`, `tried` that it was sent at least once.
 * Fires `change`.
 */
export class Outbox extends EventTarget {
  constructor(storage = window.localStorage) {
    super();
    this.storage = storage;
    this.last = 0;
    this.entries = new Map();
    for (const key of Object.keys(storage).filter((k) => k.startsWith(PREFIX)).sort()) this.load(key);
    window.addEventListener("storage", ({ key, newValue }) => {
      if (!key?.startsWith(PREFIX)) return;
      if (newValue === null) this.entries.delete(key.slice(PREFIX.length));
      else this.load(key);
      this.tell();
    });
  }

  load(key) {
    try {
      const entry = JSON.parse(this.storage.getItem(key));
      if (entry?.id) this.entries.set(entry.id, entry);
    } catch { /* not ours: left alone */ }
  }

  /** Keep an entry; it is on the disk when this returns. Throws where the browser keeps nothing. */
  add(entry) {
    this.last = Math.max(this.last + 1, Date.now());
    const chance = crypto.getRandomValues(new Uint32Array(2)).reduce((text, n) => text + n.toString(36).padStart(7, "0"), "");
    const kept = { ...entry, id: `${this.last.toString(36).padStart(9, "0")}-${chance}`, state: "waiting" };
    this.write(kept);
    return kept;
  }

  /** The entry with these things changed. */
  change(id, changes) {
    if (this.entries.has(id)) this.write({ ...this.entries.get(id), ...changes });
  }

  write(entry) {
    this.storage.setItem(PREFIX + entry.id, JSON.stringify(entry));
    this.entries.set(entry.id, entry);
    this.tell();
  }

  /** Forget an entry: the service has it, or the reviewer withdrew it. */
  remove(id) {
    this.storage.removeItem(PREFIX + id);
    this.entries.delete(id);
    this.tell();
  }

  /** Whether an entry is still there, whatever another tab did meanwhile. */
  holds(id) {
    return this.storage.getItem(PREFIX + id) !== null;
  }

  /** The entries, oldest first. */
  all() {
    return [...this.entries.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }
}
