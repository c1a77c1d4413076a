// Starts the page: who is speaking, in which type size, and the conversation.

import { lasting, storage, tab, uuid } from "./env.js";
import { App } from "./app.js";
import { forget } from "./consent.js";
import { frame } from "./frame.js";
import * as W from "./wording.js";

const SENDER = "yy.sender";
const LINKED = "yy.linked";
const LARGE = "yy.large";
const FAREWELL = "yy.farewell";

/**
 * The token of the link from WeChat that opened this tab: its conversation and draft go on here. It
 * leaves the address bar, so that a shared address does not share the conversation.
 */
function linked() {
  const token = new URLSearchParams(location.search).get("c");
  if (!token || !/^wxlink\.[\w.-]{20,110}$/.test(token)) return tab.get(LINKED);
  if (tab.set(LINKED, token)) history.replaceState(null, "", location.pathname);
  return token;
}

function sender() {
  const known = storage.get(SENDER);
  if (known && /^[0-9a-f-]{36}$/.test(known)) return known;
  const fresh = uuid();
  storage.set(SENDER, fresh);
  return fresh;
}

function restart() {
  tab.remove(LINKED);
  storage.set(SENDER, uuid());
  location.replace(location.pathname + location.hash);
}

/** The person's data are gone: so is what this browser kept of them. @param {string} text what was said */
function erased(text) {
  for (const key of storage.keys("yy.")) if (key !== LARGE) storage.remove(key);
  forget();
  if (!tab.set(FAREWELL, text)) storage.set(FAREWELL, text);
  restart();
}

function farewell() {
  const text = tab.get(FAREWELL) ?? storage.get(FAREWELL) ?? "";
  tab.remove(FAREWELL);
  storage.remove(FAREWELL);
  return text;
}

function largeType() {
  const button = /** @type {HTMLElement} */ (document.getElementById("large"));
  const root = document.documentElement;
  const show = () => button.setAttribute("aria-pressed", String(root.dataset.size === "large"));
  button.addEventListener("click", () => {
    const large = root.dataset.size !== "large";
    if (large) root.dataset.size = "large";
    else delete root.dataset.size;
    storage.set(LARGE, large ? "1" : "0");
    show();
    window.dispatchEvent(new Event("resize"));
  });
  show();
}

largeType();
// A new conversation begun in one tab is begun in all of them.
const link = linked();
window.addEventListener("storage", (event) => {
  if (event.key === SENDER && !link) location.reload();
});
const app = new App(link ?? sender(), { restart, erased }, farewell());
app.start();
if (frame() && !lasting) app.composer.say(W.SAY.notKept);
