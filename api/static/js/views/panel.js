// Where the work stands: stage, form, verdict. Shown beside the chat on a wide screen, and on a narrow
// one as a strip that opens a sheet.

import { html, nothing } from "/static/vendor/lit-html/lit-html.js";
import * as W from "../wording.js";
import * as cards from "./cards.js";

/** @param {any} state @param {any} doing */
export function panelView(state, doing) {
  const { form, verdict, stages } = state;
  return html`
    ${form ? cards.formCard(form, doing.copyCode) : nothing}
    ${verdict ? cards.verdictSummary(verdict, doing.seeVerdict) : nothing}
    ${stages.length ? cards.timelineCard(stages, state.today) : nothing}
    ${form || verdict ? nothing : html`<p class="panel-empty">${W.CARD.panelEmpty}</p>`}`;
}

/** @param {any} state @param {any} doing */
export function stripView(state, doing) {
  const stage = cards.stageNow(state.stages, state.today);
  const { form } = state;
  if (!stage && !form) return nothing;
  return html`
    <button type="button" class="strip-button" aria-haspopup="dialog" @click=${doing.openSheet}>
      <span class="strip-text">
        ${form
          ? html`<b>${cards.formCount(form)}</b> <span>${cards.formNow(form)}</span>`
          : html`<b>${stage?.name}</b> <span>${stage?.left}</span>`}
      </span>
      <span class="strip-open">${W.CARD.open}<span class="visually-hidden">${W.CARD.progress}</span></span>
      ${form && form.phase !== "checking" ? cards.formBar(form) : nothing}
    </button>`;
}
