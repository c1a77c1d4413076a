// One line on any page: <script src="https://the-assistant/widget.js" defer></script>
// A button in the corner opens the chat in a frame. Which sites may is decided by the assistant's server.
// Attributes of the script: data-label (words on the button), data-position="left".
(function () {
  "use strict";

  var WORDS = {
    button: "申报咨询",
    title: "医养结合示范申报助手",
    away: "新窗口打开",
    close: "收起",
    refused: "这里暂时打不开申报助手。可以点“新窗口打开”使用；若一直如此，请网站管理员核对嵌入设置。",
  };
  var WAIT_MS = 6000;
  var CSS =
    ":host{all:initial;position:fixed;inset:auto 0 0 auto;z-index:2147483000;font:16px/1.5 'PingFang SC'," +
    "'Noto Sans CJK SC','Microsoft YaHei',system-ui,sans-serif;color:#1c2524}" +
    ":host(.left){inset:auto auto 0 0}" +
    "*{box-sizing:border-box}[hidden]{display:none!important}" +
    "button,a{font:inherit;cursor:pointer}" +
    ":focus-visible{outline:3px solid #e0a100;outline-offset:2px}" +
    ".open{margin:0 1.25rem calc(1.25rem + env(safe-area-inset-bottom));min-height:3rem;padding:.5rem 1.25rem;" +
    "border:0;border-radius:2rem;background:#14594d;color:#fff;box-shadow:0 4px 16px rgb(0 0 0/25%)}" +
    ".open:hover{background:#0d443a}" +
    ".panel{position:fixed;inset:auto 1.25rem 1.25rem auto;display:flex;flex-direction:column;" +
    "width:min(27rem,calc(100vw - 2.5rem));height:min(42rem,calc(100vh - 2.5rem));overflow:hidden;" +
    "border:1px solid #858a80;border-radius:.75rem;background:#fffefa;box-shadow:0 8px 32px rgb(0 0 0/25%)}" +
    ":host(.left) .panel{inset:auto auto 1.25rem 1.25rem}" +
    ".bar{display:flex;align-items:center;gap:.5rem;padding:.25rem .5rem .25rem .9rem;background:#14594d;color:#fff}" +
    ".bar b{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}" +
    ".bar a,.bar button{display:inline-flex;align-items:center;min-height:2.75rem;padding:0 .5rem;border:0;" +
    "background:none;color:#fff;text-decoration:underline;font-size:.9rem;white-space:nowrap}" +
    "iframe{flex:1;width:100%;border:0;background:#f3f1ea}" +
    "p{margin:1.25rem}p:empty{margin:0}" +
    "@media (max-width:40rem){.panel,:host(.left) .panel{inset:0;width:100vw;height:100vh;height:100dvh;" +
    "border:0;border-radius:0}}";

  var script = /** @type {HTMLScriptElement} */ (document.currentScript);
  if (!script || document.getElementById("yiyang-widget")) return;
  var page = new URL("/", script.src);
  var label = script.dataset.label || WORDS.button;
  var left = script.dataset.position === "left";

  function make(name, text, attributes) {
    var made = document.createElement(name);
    made.textContent = text;
    Object.keys(attributes || {}).forEach(function (key) {
      made.setAttribute(key, attributes[key]);
    });
    return made;
  }

  /** A site's policy may forbid style elements, but not sheets made by script. */
  function style(root) {
    try {
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
    } catch (_) {
      root.append(make("style", CSS));
    }
  }

  function start() {
    var host = make("div", "", { id: "yiyang-widget" });
    if (left) host.className = "left";
    var root = host.attachShadow({ mode: "open" });
    style(root);
    var button = make("button", label, { type: "button", class: "open", "aria-expanded": "false" });
    var panel = make("div", "", { class: "panel", role: "dialog", "aria-label": WORDS.title });
    var bar = make("div", "", { class: "bar" });
    var close = make("button", WORDS.close, { type: "button" });
    var away = make("a", WORDS.away, { href: page.href, target: "_blank", rel: "noopener" });
    var refused = make("p", "", { role: "alert" });
    var frame = null;
    var ready = false;
    panel.hidden = true;
    bar.append(make("b", WORDS.title), away, close);
    panel.append(bar, refused);
    root.append(button, panel);
    document.body.append(host);

    function load() {
      frame = make("iframe", "", { title: WORDS.title, allow: "clipboard-write", referrerpolicy: "origin" });
      frame.src = page.href;
      panel.append(frame);
      setTimeout(function () {
        if (ready) return;
        refused.textContent = WORDS.refused;
        frame.remove();
        frame = null;
      }, WAIT_MS);
    }

    function show(open) {
      panel.hidden = !open;
      button.hidden = open;
      button.setAttribute("aria-expanded", String(open));
      if (!open) return button.focus();
      refused.textContent = "";
      if (!frame) load();
      (ready ? frame : close).focus();
    }

    button.addEventListener("click", function () { show(true); });
    close.addEventListener("click", function () { show(false); });
    panel.addEventListener("keydown", function (event) {
      if (event.key === "Escape") show(false);
    });
    window.addEventListener("message", function (event) {
      if (!frame || event.source !== frame.contentWindow || event.origin !== page.origin) return;
      var what = event.data && event.data.yiyang;
      if (what === "close") show(false);
      if (what === "ready" && !ready) {
        ready = true;
        if (!panel.hidden) frame.focus();
      }
    });
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
