// Hears from the server that the conversation went on elsewhere: in WeChat, by staff, on another
// device. Only while somebody looks at the page; without it the page asks once a minute.

import { live } from "./net.js";

const AGAIN_MS = 60_000;

export class Live {
  /** @param {string} sender @param {(seq: number) => void} moved called with the number of the latest turn */
  constructor(sender, moved) {
    this.url = live(sender);
    this.moved = moved;
    /** @type {EventSource | null} */
    this.source = null;
    /** After a refusal not before this time, ms. */
    this.notBefore = 0;
  }

  get open() {
    return this.source?.readyState === EventSource.OPEN;
  }

  /** Listens while the page is seen, and not otherwise. */
  attend() {
    if (document.visibilityState !== "visible") return this.close();
    if (this.source || Date.now() < this.notBefore || typeof EventSource === "undefined") return;
    const source = new EventSource(this.url);
    this.source = source;
    source.onmessage = (event) => this.moved(Number(event.data));
    source.onerror = () => {
      // The browser opens it again by itself, unless the server refused.
      if (source.readyState !== EventSource.CLOSED) return;
      this.notBefore = Date.now() + AGAIN_MS;
      this.close();
    };
  }

  close() {
    this.source?.close();
    this.source = null;
  }
}
