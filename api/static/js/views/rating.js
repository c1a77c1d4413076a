// Under an answer: whether it helped, and a word on it.

import { html, nothing } from "/static/vendor/lit-html/lit-html.js";
import * as W from "../wording.js";

const RATED = new Set(["answered", "declined", "checked"]);

/** Whether one may rate a reply: an answer of the assistant's or of staff. */
export const rateable = (custom) => RATED.has(custom.outcome) || custom.person?.by === "staff";

/** @param {any} turn @param {number} part @param {any} state @param {any} doing */
export function ratingView(turn, part, state, doing) {
  const given = turn.feedback?.[part];
  const id = `${turn.seq}.${part}`;
  const open = state.rating?.id === id ? state.rating : null;
  return html`
    <div class="rating" role="group" aria-label=${W.RATING.group}>
      ${button(given?.helpful === true, W.RATING.yes, () => doing.rate(turn, part, true))}
      ${button(given?.helpful === false, W.RATING.no, () => doing.rate(turn, part, false))}
      ${open ? html`
        <form class="rating-form" @submit=${(event) => doing.comment(event, turn, part)}>
          <label class="visually-hidden" for="comment-${id}">${W.RATING.label}</label>
          <input id="comment-${id}" name="comment" maxlength="500" autocomplete="off"
                 placeholder=${W.RATING.placeholder} .value=${given?.comment ?? ""}>
          <button type="submit" class="plain">${W.RATING.send}</button>
        </form>` : nothing}
      <span class="rating-note" role="status">${open?.note ?? ""}</span>
    </div>`;
}

const button = (pressed, label, act) => html`
  <button type="button" class="rate" aria-pressed=${String(pressed)} @click=${act}>${label}</button>`;
