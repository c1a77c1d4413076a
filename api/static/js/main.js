// Starts the page: who is speaking, in which type size, and the conversation.

import { storage, uuid } from "./env.js";
import { App } from "./app.js";

const SENDER = "yy.sender";
const LARGE = "yy.large";

function sender() {
  const known = storage.get(SENDER);
  if (known && /^[0-9a-f-]{36}$/.test(known)) return known;
  const fresh = uuid();
  storage.set(SENDER, fresh);
  return fresh;
}

function restart() {
  storage.set(SENDER, uuid());
  location.reload();
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
window.addEventListener("storage", (event) => {
  if (event.key === SENDER) location.reload();
});
new App(sender(), restart).start();
