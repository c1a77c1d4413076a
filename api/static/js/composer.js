// The input line: grows with its text, counts towards the limit, sends with Enter, keeps what was typed.

import { lengthOf } from "./env.js";
import * as W from "./wording.js";

const COUNT_FROM = W.LIMIT - 200;
const KEPT = "yy.typed";

export class Composer {
  /** @param {(text: string) => void} onSend */
  constructor(onSend) {
    this.onSend = onSend;
    this.form = /** @type {HTMLFormElement} */ (document.getElementById("composer"));
    this.entry = /** @type {HTMLTextAreaElement} */ (document.getElementById("entry"));
    this.counter = /** @type {HTMLElement} */ (document.getElementById("counter"));
    this.notice = /** @type {HTMLElement} */ (document.getElementById("notice"));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.entry.addEventListener("keydown", (event) => this.key(event));
    this.entry.addEventListener("input", () => this.changed());
    try {
      this.entry.value = sessionStorage.getItem(KEPT) ?? "";
    } catch (_) {
      // Storage blocked: nothing was kept.
    }
    this.changed();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    // While an input method composes, Enter picks a candidate. Some browsers report that only by code 229.
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.entry.value.trim();
    if (!text) {
      this.say(W.SAY.empty);
      this.entry.focus();
      return;
    }
    if (lengthOf(text) > W.LIMIT) {
      this.entry.focus();
      return;
    }
    this.say("");
    this.put("");
    this.onSend(text);
    this.entry.focus();
  }

  /** @param {string} text @param {boolean} [keepNotice] whether the sentence above the input stays */
  put(text, keepNotice = false) {
    const notice = keepNotice ? this.notice.textContent : "";
    this.entry.value = text;
    this.changed();
    if (notice) this.say(notice);
  }

  focus() {
    // On a touch screen focus would raise the keyboard over the answer.
    if (window.matchMedia("(pointer: fine)").matches) this.entry.focus({ preventScroll: true });
  }

  changed() {
    const { entry, counter } = this;
    const length = lengthOf(entry.value.trim());
    counter.hidden = length < COUNT_FROM;
    const tooLong = length > W.LIMIT;
    counter.textContent = tooLong ? W.over(length - W.LIMIT) : W.left(W.LIMIT - length);
    counter.classList.toggle("is-over", tooLong);
    entry.setAttribute("aria-invalid", String(tooLong));
    if (length) this.say("");
    entry.style.height = "auto";
    entry.style.height = `${entry.scrollHeight + 2}px`;
    try {
      sessionStorage.setItem(KEPT, entry.value);
    } catch (_) {
      // Storage blocked or full: the text only lives in the field.
    }
  }

  /** A short sentence above the input. @param {string} text */
  say(text) {
    if (this.notice.textContent !== text) this.notice.textContent = text;
  }
}
