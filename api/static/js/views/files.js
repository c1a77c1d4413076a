// The card of an uploaded file: what was read, with the place in the picture, to be ticked and corrected.

import { html, nothing } from "/static/vendor/lit-html/lit-html.js";
import * as W from "../wording.js";
import { lines } from "../text.js";
import { ICONS } from "./icons.js";

/** With more values than this they can be ticked all at once. */
const MANY = 3;

/** @param {import("../files.js").Upload} upload */
export const uploadSaid = (upload) => (upload.name === null ? W.FILES.earlierSaid : W.FILES.said(upload.name));

/** @param {import("../files.js").Upload} upload @param {any} doing */
export function uploadView(upload, doing) {
  if (upload.state === "reading")
    return html`<p class="delivery is-reading" role="status">${W.FILES.reading}</p>
      <div class="typing" aria-hidden="true"><i></i><i></i><i></i></div>`;
  if (upload.state === "refused")
    return html`<div class="reply is-error" tabindex="-1" data-file=${upload.id}>
      <p class="tag">${W.FILES.refused}</p><div class="prose">${lines(upload.note)}</div>
      ${upload.file
        ? html`<div class="upload-actions"><button type="button" class="secondary" @click=${() => doing.attachPhoto(upload)}>${W.FILES.attach}</button></div>`
        : nothing}</div>`;
  if (upload.state === "taken" || upload.state === "dropped")
    return html`<div class="reply" tabindex="-1" data-file=${upload.id}><div class="prose">${lines(upload.note)}</div></div>`;
  return card(upload, doing);
}

function card(upload, doing) {
  const { reading } = upload;
  const title = upload.name === null ? W.FILES.earlierTitle(reading.source) : W.FILES.title(reading.source);
  const chosen = reading.items.filter((item) => upload.picked.get(item.key)?.on).length;
  const busy = upload.state === "taking";
  return html`
    <div role="group" class="reply card upload" tabindex="-1" data-file=${upload.id} aria-labelledby="file-${upload.id}">
      <h3 id="file-${upload.id}">${title}</h3>
      ${reading.rows.length ? rows(upload, doing) : html`<p class="upload-lead">${W.FILES.lead(reading.form_title)}</p>`}
      ${reading.notes.map((note) => html`<p class="card-note">${note}</p>`)}
      ${reading.items.length > MANY
        ? html`<p class="upload-all">
            <button type="button" class="plain" ?disabled=${busy} @click=${() => doing.pickAll(upload, true)}>${W.FILES.pickAll}</button>
            <button type="button" class="plain" ?disabled=${busy} @click=${() => doing.pickAll(upload, false)}>${W.FILES.pickNone}</button></p>`
        : nothing}
      ${reading.items.length
        ? html`<ul class="offers">${reading.items.map((item) => offer(upload, item, doing, busy))}</ul>`
        : nothing}
      ${reading.same.length ? html`<p class="card-note">${W.FILES.same(reading.same)}</p>` : nothing}
      <p class="card-note">${upload.name === null ? W.FILES.earlierKept : W.FILES.kept(reading.keep_minutes)}</p>
      <div class="upload-note" role="alert">${upload.note ? lines(upload.note) : nothing}</div>
      <div class="upload-actions">
        <button type="button" class="secondary" ?disabled=${busy} @click=${() => doing.dropFile(upload)}>${W.FILES.drop}</button>
        ${reading.items.length
          ? html`<button type="button" class="primary" ?disabled=${busy} @click=${() => doing.takeFile(upload)}>
              ${busy ? W.FILES.taking : W.FILES.take(chosen)}</button>`
          : nothing}
      </div>
    </div>`;
}

function offer(upload, item, doing, busy) {
  const { on, text } = upload.picked.get(item.key) ?? { on: false, text: "" };
  const id = `offer-${upload.id}-${item.key}`;
  const change = (event) => doing.pickValue(upload, item.key, { on: true, text: event.target.value });
  return html`
    <li class="offer ${item.sure ? "" : "is-doubtful"}">
      <label class="offer-name">
        <input type="checkbox" .checked=${on} ?disabled=${busy} aria-describedby=${item.note ? id : nothing}
               @change=${(event) => doing.pickValue(upload, item.key, { on: event.target.checked })}>
        <span>${item.label}</span>
      </label>
      ${item.long
        ? html`<textarea rows="3" .value=${text} ?disabled=${busy} aria-label=${W.FILES.textOf(item.label)} @input=${change}></textarea>`
        : html`<input type="text" class="offer-text" .value=${text} ?disabled=${busy} autocomplete="off"
                 aria-label=${W.FILES.textOf(item.label)} @input=${change}>`}
      ${item.snippet ? html`<img class="snippet" src=${item.snippet} alt=${W.FILES.pictureOf(item.label)}>` : nothing}
      ${item.note ? html`<p class="offer-note" id=${id}>${ICONS.warn}<span>${item.note}</span></p>` : nothing}
    </li>`;
}

function rows(upload, doing) {
  const id = `row-${upload.id}`;
  const go = (event) => doing.chooseRow(upload, Number(event.currentTarget.closest(".upload").querySelector("select").value));
  return html`
    <div class="upload-rows">
      <label for=${id}>${W.FILES.rows}</label>
      <select id=${id}>
        ${upload.reading.rows.map((row) => html`<option value=${row.number}>${row.name || W.FILES.nameless(row.number)}</option>`)}
      </select>
      <button type="button" class="primary" @click=${go}>${W.FILES.takeRow}</button>
    </div>`;
}
