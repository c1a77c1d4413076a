// The three dialogs: the sheet with the progress, entering a resume code, starting a new conversation.

import * as net from "./net.js";
import * as W from "./wording.js";

const get = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));

/** @param {HTMLDialogElement} dialog */
function show(dialog) {
  if (dialog.open) return;
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", "");
}

/** @param {HTMLDialogElement} dialog */
function hide(dialog) {
  if (dialog.close) dialog.close();
  else dialog.removeAttribute("open");
}

/** @param {HTMLDialogElement} dialog */
function dismissible(dialog) {
  dialog.querySelectorAll("[data-close]").forEach((b) => b.addEventListener("click", () => hide(dialog)));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) hide(dialog);
  });
  return dialog;
}

/** @param {() => void} onOpen @returns {{open: () => void, close: () => void, isOpen: () => boolean}} */
export function sheet(onOpen) {
  const dialog = dismissible(get("sheet"));
  get("sheet-close").addEventListener("click", () => hide(dialog));
  return {
    open() {
      show(dialog);
      onOpen();
    },
    close: () => hide(dialog),
    isOpen: () => dialog.open,
  };
}

/** Codes are written in groups, typed in any case and often with full-width letters. @param {string} raw */
export const tidyCode = (raw) => raw.normalize("NFKC").toUpperCase().replace(/[\s—–－_]+/g, "-").replace(/^-+|-+$/g, "");

/** @param {(code: string) => void} onCode */
export function resume(onCode) {
  const dialog = dismissible(get("resume-dialog"));
  const input = get("resume-code");
  const problem = get("resume-problem");
  const refuse = (/** @type {string} */ text) => {
    problem.textContent = text;
    input.setAttribute("aria-invalid", "true");
    input.focus();
  };
  get("resume").addEventListener("click", () => {
    problem.textContent = "";
    input.removeAttribute("aria-invalid");
    show(dialog);
    input.focus();
  });
  get("resume-form").addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    const code = tidyCode(input.value);
    if (!code) return refuse(W.RESUME.empty);
    try {
      await net.draft(code);
    } catch (error) {
      const { status, note } = /** @type {net.ReadError} */ (error);
      return refuse(note || (status ? W.RESUME.unknown : W.RESUME.down));
    }
    hide(dialog);
    input.value = "";
    onCode(code);
  });
}

/** @param {() => string | null} codeAtRisk @param {() => void} onRestart */
export function restart(codeAtRisk, onRestart) {
  const dialog = dismissible(get("restart-dialog"));
  get("restart").addEventListener("click", () => {
    const code = codeAtRisk();
    get("restart-draft").hidden = !code;
    get("restart-draft").textContent = code ? W.draftWarning(code) : "";
    show(dialog);
  });
  get("restart-form").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    hide(dialog);
    onRestart();
  });
}
