// The page inside the widget on another site: tells the site's page that it is there and when to close.
// Nothing of the conversation leaves the frame.

/** Whether the page is in a frame; if so, says it is ready and passes Escape on. */
export function frame() {
  if (window.parent === window) return false;
  document.documentElement.dataset.framed = "";
  const tell = (/** @type {string} */ what) => window.parent.postMessage({ yiyang: what }, "*");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !document.querySelector("dialog[open]")) tell("close");
  });
  tell("ready");
  return true;
}
