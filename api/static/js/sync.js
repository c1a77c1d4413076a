// Keeps this tab's conversation equal to the server's: on opening, on coming back to the tab, when
// another tab got an answer, while a turn is still being worked on, when the server tells that it went on
// elsewhere, and once a minute for news.

import { storage } from "./env.js";
import { Live } from "./live.js";
import * as net from "./net.js";

const PENDING_MS = 2000;
const FAILED_MS = 5000;
const TALKING_MS = 2500;
const WAITING_MS = 6000;
const UNSEEN_MS = 15000;
const QUIET_MS = 60000;

export class Sync {
  /**
   * @param {string} sender
   * @param {import("./conversation.js").Conversation} conversation
   * @param {{arrived: (fresh: any[], first: boolean) => void, failed: (first: boolean, note: string) => void, sending: () => boolean}} hooks
   */
  constructor(sender, conversation, hooks) {
    this.sender = sender;
    this.conversation = conversation;
    this.hooks = hooks;
    this.bell = `yy.turn.${sender}`;
    this.synced = 0;
    this.first = true;
    /** @type {string | null} waiting or talking while a person is asked for */
    this.person = null;
    this.reading = false;
    this.again = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.live = new Live(sender, (seq) => this.moved(seq));
    /** The latest turn that the server told of. */
    this.told = 0;
  }

  /** The conversation went on: read it, unless this is the answer that this tab waits for. @param {number} seq */
  moved(seq) {
    this.told = seq;
    if (seq !== this.conversation.lastSeq && !this.hooks.sending()) this.refresh();
  }

  /** This tab has its answer; what else came meanwhile is read now. */
  answered() {
    if (this.told > this.conversation.lastSeq) this.refresh();
    this.attend();
  }

  /** Hears of what comes, as soon as there is a conversation. */
  attend() {
    if (this.conversation.lastSeq) this.live.attend();
  }

  /** Tells the other tabs that there is something new. */
  ring() {
    storage.set(this.bell, `${this.conversation.lastSeq}.${Date.now()}`);
  }

  /** Reads the turns this tab has not read yet. */
  async refresh() {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    clearTimeout(this.timer);
    let reached = this.synced;
    try {
      do {
        this.again = false;
        const read = await net.turns(this.sender, this.synced);
        this.person = read.person;
        const fresh = this.conversation.merge(read.turns);
        reached = Math.max(reached, ...read.turns.map((turn) => turn.seq));
        this.hooks.arrived(fresh, this.first);
        this.first = false;
      } while (this.again);
      this.attend();
      const open = this.conversation.turns.find((turn) => !turn.response);
      this.synced = open ? open.seq - 1 : reached;
      if (open && recent(open)) this.timer = setTimeout(() => this.refresh(), PENDING_MS);
      else if (this.person) this.timer = setTimeout(() => this.refresh(), this.pause());
      else this.timer = setTimeout(() => this.look(), QUIET_MS);
    } catch (problem) {
      // A link from WeChat that has expired stays so; what the server says tells where a new one is.
      const over = problem instanceof net.ReadError && problem.status === 410;
      this.hooks.failed(this.first || over, over ? problem.note : "");
      const soon = this.first || this.person;
      if (!over) this.timer = setTimeout(() => (soon ? this.refresh() : this.look()), soon ? FAILED_MS : QUIET_MS);
    } finally {
      this.reading = false;
    }
  }

  /** Looks for what nobody asked for, a decision on the application for one, while somebody looks at the page. */
  look() {
    if (document.visibilityState === "visible") this.refresh();
  }

  /** How long to wait before looking whether a person at the desk has written. */
  pause() {
    if (document.visibilityState !== "visible" || this.live.open) return UNSEEN_MS;
    return this.person === "talking" ? TALKING_MS : WAITING_MS;
  }

  watch() {
    window.addEventListener("storage", (event) => {
      if (event.key === this.bell) this.refresh();
    });
    window.addEventListener("focus", () => this.refresh());
    window.addEventListener("online", () => this.refresh());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.refresh();
      else this.live.close();
    });
  }
}

/** Whether an unanswered turn may still be worked on: it came within the last minute. @param {any} turn */
export const recent = (turn) => Date.now() - Date.parse(turn.created_at ?? "") < 60_000;
