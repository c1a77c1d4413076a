// The help desk's pages keep themselves up to date, and put a chosen reply into the box. Without
// this script everything still works by reloading.

const NAME = document.title;
const note = document.getElementById("live-note");

for (const live of document.querySelectorAll("[data-live]")) watch(/** @type {HTMLElement} */ (live));

/** @param {HTMLElement} live */
function watch(live) {
  const source = new EventSource(live.dataset.live ?? "");
  let first = true;
  source.onmessage = async () => {
    if (!first) await refresh(live, source);
    first = false;
    atEnd(live);
  };
  source.onerror = () => {
    // The browser opens it again by itself, unless the server refused.
    if (source.readyState === EventSource.CLOSED) lapsed(live, source);
  };
}

/** @param {HTMLElement} live @param {EventSource} source */
async function refresh(live, source) {
  let answer;
  try {
    answer = await fetch(live.dataset.part ?? "", { cache: "no-store" });
  } catch (_) {
    return tell("暂时连不上服务，连上后会自动更新。");
  }
  if (!answer.ok) return answer.status === 401 ? lapsed(live, source) : undefined;
  const open = [...live.querySelectorAll("details")].map((details) => details.open);
  live.innerHTML = await answer.text();
  live.querySelectorAll("details").forEach((details, at) => (details.open = open[at] ?? details.open));
  tell(`已更新（${new Date().toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" })}）`);
  if (document.hidden) document.title = `● ${NAME}`;
}

/** @param {HTMLElement} live @param {EventSource} source */
function lapsed(live, source) {
  source.close();
  tell("页面没有再更新：可能登录已过期。您写的内容还在，请重新登录后再发送。");
}

/** @param {string} text */
function tell(text) {
  if (note) note.textContent = text;
}

/** @param {HTMLElement} live */
function atEnd(live) {
  const talk = live.querySelector(".talk");
  if (talk) talk.scrollTop = talk.scrollHeight;
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.title = NAME;
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-fill]") : null;
  const box = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("text"));
  if (!(link instanceof HTMLElement) || !box) return;
  event.preventDefault();
  box.value = link.dataset.fill ?? "";
  const basis = document.getElementById("basis");
  const check = basis?.querySelector("input");
  if (basis && check) {
    check.value = link.dataset.cite ?? "";
    check.checked = Boolean(check.value);
    basis.hidden = !check.value;
  }
  box.focus();
});

export {};
