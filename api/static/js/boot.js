// Runs before the first paint, so that a page opened in large type does not jump. Must stay a classic script.
(function () {
  try {
    if (localStorage.getItem("yy.large") === "1") document.documentElement.dataset.size = "large";
  } catch (_) {
    // Storage may be blocked; the page then starts in normal type.
  }
})();
