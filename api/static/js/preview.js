// Draws the finished Word document of the page's own address; what cannot be drawn can be downloaded.

const place = /** @type {HTMLElement} */ (document.querySelector("#document"));
const note = /** @type {HTMLElement} */ (document.querySelector("#preview-note"));

/** The paper as wide as the window allows; on paper and on wide windows its own size. */
function fit() {
  const pages = /** @type {HTMLElement | null} */ (place.querySelector(".docx-wrapper"));
  const page = /** @type {HTMLElement | null} */ (place.querySelector("section.docx"));
  if (!pages || !page) return;
  const scale = Math.min(1, place.clientWidth / page.offsetWidth);
  pages.style.setProperty("zoom", String(scale));
}

async function show() {
  try {
    const answer = await fetch(place.dataset.source ?? "", { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    // @ts-expect-error: the library's script puts it on the window
    await window.docx.renderAsync(await answer.blob(), place, undefined, {
      ignoreLastRenderedPageBreak: false,
      renderAltChunks: false,
      renderFooters: false, // their page numbers are those of Word, not of this page
      useBase64URL: true,
    });
    note.hidden = true;
    fit();
    addEventListener("resize", fit);
  } catch {
    note.textContent = place.dataset.failed ?? "";
  }
  place.setAttribute("aria-busy", "false");
}

document.querySelector("#print")?.addEventListener("click", () => print());
show();

export {};
