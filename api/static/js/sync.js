// Keeps this tab's conversation equal to the server's: on opening, on coming back to the tab, when
// another tab got an answer, and while a turn is still being worked on.

import { storage } from "./env.js";
import * as net from "./net.js";

const PENDING_MS = 2000;
const FAILED_MS = 5000;

export class Sync {
  /**
   * @param {string} sender
   * @param {import("./conversation.js").Conversation} conversation
   * @param {{arrived: (fresh: any[], first: boolean) => void, failed: (first: boolean, note: string) => void}} hooks
   */
  constructor(sender, conversation, hooks) {
    this.sender = sender;
    this.conversation = conversation;
    this.hooks = hooks;
    this.bell = `yy.turn.${sender}`;
    this.synced = 0;
    this.first = true;
    this.reading = false;
    this.again = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
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
    try {
      do {
        this.again = false;
        const fresh = this.conversation.merge(await net.turns(this.sender, this.synced));
        this.hooks.arrived(fresh, this.first);
        this.first = false;
      } while (this.again);
      const open = this.conversation.turns.find((turn) => !turn.response);
      this.synced = open ? open.seq - 1 : this.conversation.lastSeq;
      if (open && recent(open)) this.timer = setTimeout(() => this.refresh(), PENDING_MS);
    } catch (problem) {
      // A link from WeChat that has expired stays so; what the server says tells where a new one is.
      const over = problem instanceof net.ReadError && problem.status === 410;
      this.hooks.failed(this.first || over, over ? problem.note : "");
      if (this.first && !over) this.timer = setTimeout(() => this.refresh(), FAILED_MS);
    } finally {
      this.reading = false;
    }
  }

  watch() {
    window.addEventListener("storage", (event) => {
      if (event.key === this.bell) this.refresh();
    });
    window.addEventListener("focus", () => this.refresh());
    window.addEventListener("online", () => this.refresh());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.refresh();
    });
  }
}

/** Whether an unanswered turn may still be worked on: it came within the last minute. @param {any} turn */
export const recent = (turn) => Date.now() - Date.parse(turn.created_at ?? "") < 60_000;
