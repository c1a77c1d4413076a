// Messages on their way to the server. Each is one entry in the browser's storage until the server has
// answered it, so that neither a reload nor a closed tab loses one; all tabs of a browser share them.

import { exclusively, storage, uuid } from "./env.js";
import { SendError } from "./net.js";

/**
 * @typedef {object} Entry
 * @property {string} id        message id, the same on every try
 * @property {string} text      what is sent
 * @property {string} label     what the user sees they said
 * @property {number} seen      the last turn this user had before them when they sent it
 * @property {number} at        when it was written, ms
 * @property {number} tries
 * @property {"waiting" | "failed" | "refused"} state
 * @property {number} retryAt   not before this time, ms
 * @property {string} note      what the server said of the last try
 */

const BACKOFF_MS = [2000, 4000, 8000, 15000, 30000];

/**
 * A tab may see for a moment what another has just sent and removed: storage is shared, but late.
 * So long a message of another tab is looked at again, and so long that tab gets to send it itself.
 */
const SETTLE_MS = 300;

const settled = () => new Promise((done) => setTimeout(done, SETTLE_MS));

export class Outbox {
  /**
   * @param {string} sender
   * @param {{send: Function, delivered: (entry: Entry, result: any) => void, changed: () => void}} hooks
   */
  constructor(sender, hooks) {
    this.sender = sender;
    this.prefix = `yy.out.${sender}.`;
    this.hooks = hooks;
    this.draining = false;
    this.again = false;
    /** @type {Set<string>} ids of the messages written in this tab */
    this.own = new Set();
    /** @type {Set<string>} ids of messages of other tabs that these had time to send */
    this.left = new Set();
    /** @type {string | null} id of the message that this tab is sending now */
    this.sending = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @returns {Entry[]} oldest first */
  entries() {
    const found = [];
    for (const key of storage.keys(this.prefix)) {
      try {
        found.push(JSON.parse(storage.get(key) ?? ""));
      } catch (_) {
        storage.remove(key);
      }
    }
    return found.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  /** @param {string} text @param {string} label @param {number} seen @param {string} [id] @returns {Entry} */
  add(text, label, seen, id = uuid()) {
    const last = this.entries().pop();
    const at = Math.max(Date.now(), (last?.at ?? 0) + 1);
    /** @type {Entry} */
    const entry = { id, text, label, seen, at, tries: 0, state: "waiting", retryAt: 0, note: "" };
    this.own.add(id);
    this.keep(entry);
    this.drain();
    return entry;
  }

  /** @param {string} id */
  remove(id) {
    storage.remove(this.prefix + id);
    this.hooks.changed();
  }

  /** Tries at once everything that waits for its time. */
  hurry() {
    for (const entry of this.entries())
      if (entry.state === "failed") this.keep({ ...entry, state: "waiting", retryAt: 0 });
    this.drain();
  }

  /** Sends what is due, one after another in the order written. */
  async drain() {
    if (this.draining) {
      this.again = true;
      return;
    }
    this.draining = true;
    clearTimeout(this.timer);
    do {
      this.again = false;
      await exclusively(this.prefix, () => this.sendDue());
      if (this.again) await settled();
    } while (this.again);
    this.draining = false;
    const next = this.head();
    if (next) this.timer = setTimeout(() => this.drain(), Math.max(next.retryAt - Date.now(), 200));
  }

  head() {
    return this.entries().find((entry) => entry.state !== "refused");
  }

  due() {
    const entry = this.head();
    return entry && entry.retryAt <= Date.now() ? entry : undefined;
  }

  /** Sends what is due; a message that a living tab can send itself is left to it once. */
  async sendDue() {
    for (let entry = this.due(); entry; entry = this.due()) {
      if (!this.own.has(entry.id)) {
        await settled();
        if (storage.get(this.prefix + entry.id) === null) continue;
        if (!this.left.has(entry.id)) {
          this.left.add(entry.id);
          this.again = true;
          return;
        }
      }
      await this.attempt(entry);
    }
  }

  /** @param {Entry} entry */
  async attempt(entry) {
    this.sending = entry.id;
    this.hooks.changed();
    try {
      const result = await this.hooks.send({
        sender: this.sender,
        message: entry.text,
        message_id: entry.id,
        seen_turn: entry.seen,
      });
      this.sending = null;
      this.hooks.delivered(entry, result);
      this.remove(entry.id);
    } catch (problem) {
      this.sending = null;
      if (!(problem instanceof SendError)) throw problem;
      const wait = problem.waitMs ?? BACKOFF_MS[Math.min(entry.tries, BACKOFF_MS.length - 1)];
      this.keep({
        ...entry,
        tries: entry.tries + 1,
        state: problem.transient ? "failed" : "refused",
        retryAt: Date.now() + wait,
        note: problem.note,
      });
    }
  }

  /** @param {Entry} entry */
  keep(entry) {
    storage.set(this.prefix + entry.id, JSON.stringify(entry));
    this.hooks.changed();
  }
}
