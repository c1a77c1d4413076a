// The log: what the user said, what the assistant replied, and what is still on its way.

import { html, nothing } from "/static/vendor/lit-html/lit-html.js";
import { repeat } from "/static/vendor/lit-html/directives/repeat.js";
import * as W from "../wording.js";
import { lines, ownPath } from "../text.js";
import { choicesOf } from "../conversation.js";
import { recent } from "../sync.js";
import { ICONS } from "./icons.js";
import * as cards from "./cards.js";
import { uploadSaid, uploadView } from "./files.js";
import { listView, packageFiles, staffStarts, standings } from "./staff.js";
import { rateable, ratingView } from "./rating.js";

/**
 * @typedef {object} Doing what the views may set off
 * @property {(text: string, label: string) => void} say
 * @property {() => void} retry
 * @property {(entry: any) => void} edit
 * @property {(entry: any) => void} discard
 * @property {(turn: any) => void} resend
 * @property {(event: Event, code: string) => void} copyCode
 */

/** @param {any} state @param {Doing} doing */
export function logView(state, doing) {
  const shown = items(state);
  if (!shown.length) return state.restoring ? restoring() : welcome(doing, state.restoreFailed, state.staff);
  const open = shown.some(({ entry }) => entry && entry.state !== "refused");
  const newest = open ? null : [...shown].reverse().find(({ turn }) => turn)?.turn;
  return html`
    ${state.restoreFailed ? html`<p class="aside">${state.restoreFailed}</p>` : nothing}
    ${repeat(shown, (item) => item.id, ({ id, turn, entry, upload }) => html`
      <article class="turn" data-id=${id}>
        ${upload ? [said(uploadSaid(upload)), upload.kind === "list" ? listView(upload, doing) : uploadView(upload, doing)]
          : entry || turn.text ? said(entry ? entry.label : state.conversation.saidIn(turn)) : nothing}
        ${upload ? nothing : entry ? entryState(entry, state, doing) : replies(turn, state, turn === newest, doing)}
      </article>`)}
    ${state.person && !offersEnd(newest) ? withPerson(state.person, doing) : nothing}`;
}

/** Whether the quick replies of the newest turn lead back to the assistant already. */
const offersEnd = (newest) => Boolean(newest) && choicesOf(newest).some((b) => b.payload === W.PERSON.end);

/** @param {string} person waiting or talking @param {Doing} doing */
const withPerson = (person, doing) => html`
  <p class="aside">${person === "talking" ? W.PERSON.talking : W.PERSON.waiting}
    <button type="button" class="plain" @click=${() => doing.say(W.PERSON.end, W.PERSON.end)}>${W.PERSON.end}</button>
  </p>`;

/**
 * Turns and unsent messages in the order of the talk: what is on its way comes last, what was refused
 * stays where it was said.
 */
function items({ conversation, entries, uploads = [] }) {
  const waiting = new Set(entries.map((entry) => entry.id));
  const turns = conversation.turns.filter((turn) => turn.response || !waiting.has(turn.message_id));
  const answered = new Set(turns.map((turn) => turn.message_id));
  const unsent = entries.filter((entry) => !answered.has(entry.id));
  const list = turns.map((turn) => ({ id: turn.message_id, turn, entry: null, upload: null, at: turn.seq }));
  for (const entry of unsent)
    list.push({ id: entry.id, turn: null, entry, upload: null, at: entry.state === "refused" ? entry.seen + 0.5 : Infinity });
  for (const upload of uploads) list.push({ id: upload.id, turn: null, entry: null, upload, at: upload.seen + 0.6 });
  return list.sort((a, b) => (a.at === b.at ? 0 : a.at - b.at));
}

const restoring = () => html`<p class="aside">${W.SAY.restoring}</p>`;

/** @param {Doing} doing @param {string} failed what is said when the turns could not be read @param {any} staff who is signed in */
const welcome = (doing, failed, staff) => html`
  ${failed ? html`<p class="aside">${failed}</p>` : nothing}
  <div class="welcome">
    ${staff?.asks ? staffStarts(staff, doing) : nothing}
    <h2>${W.WELCOME.title}</h2>
    <p>${W.WELCOME.lead}</p>
    <ul class="starts">
      ${W.WELCOME.starts.map((start) => html`<li>
        <button type="button" class="start" @click=${() => doing.say(start.payload, start.title)}>
          <b>${start.title}</b><small>${start.hint}</small>
        </button></li>`)}
    </ul>
  </div>`;

const said = (/** @type {string} */ text) => html`
  <div class="said"><span class="visually-hidden">${W.SAY.you}</span>${lines(text)}</div>`;

/** The state of a message that the server has not answered yet. */
function entryState(entry, state, doing) {
  if (entry.state === "refused")
    return html`<div class="delivery is-refused">
      <p>${ICONS.warn}<span>${W.SAY.refused}${entry.note ? `：${entry.note}` : ""}</span></p>
      <p class="delivery-actions">
        <button type="button" class="plain" @click=${() => doing.edit(entry)}>${W.SAY.edit}</button>
        <button type="button" class="plain" @click=${() => doing.discard(entry)}>${W.SAY.discard}</button>
      </p></div>`;
  if (entry.state === "failed") {
    const seconds = Math.max(1, Math.ceil((entry.retryAt - state.now) / 1000));
    const why = entry.note || (state.online ? W.SAY.unreachable : W.SAY.offline);
    return html`<div class="delivery is-failed">
      <p>${ICONS.warn}<span><b>${W.SAY.failed}</b>：${why}${state.online ? `（${W.retryIn(seconds)}）` : ""}</span></p>
      <p class="delivery-actions">
        <button type="button" class="plain" @click=${doing.retry}>${W.SAY.retry}</button>
      </p></div>`;
  }
  const head = state.entries.find((e) => e.state !== "refused");
  return head && head.id !== entry.id
    ? html`<p class="delivery">${W.SAY.queued}</p>`
    : html`<div class="typing" aria-hidden="true"><i></i><i></i><i></i></div>`;
}

function replies(turn, state, isLast, doing) {
  if (!turn.response)
    return recent(turn)
      ? html`<div class="typing" aria-hidden="true"><i></i><i></i><i></i></div>`
      : html`<div class="delivery is-failed"><p>${ICONS.warn}<span>${W.SAY.unanswered}</span></p>
          <p class="delivery-actions">
            <button type="button" class="plain" @click=${() => doing.resend(turn)}>${W.SAY.resend}</button>
          </p></div>`;
  return html`
    ${turn.response.map((reply, part) => replyView(reply, part, turn, state, doing))}
    ${isLast && choicesOf(turn).length ? choices(choicesOf(turn), doing) : nothing}`;
}

function replyView(reply, part, turn, state, doing) {
  const custom = reply.custom ?? {};
  const outcome = custom.outcome ?? "";
  const citations = Array.isArray(custom.citations) ? custom.citations : [];
  const { form, verdict } = custom;
  const byStaff = custom.person?.by === "staff";
  const tag = byStaff ? W.PERSON.tag : custom.person ? "" : W.OUTCOME_TAG[outcome];
  const stages = custom.timeline?.stages ?? custom.timeline;
  const newCode = form?.resume_code && state.firstWithCode(form.resume_code) === turn;
  if (!reply.text && !citations.length && !form && !verdict && !stages) return nothing;
  return html`
    <div class="reply is-${byStaff ? "staff" : /^[a-z]+$/.test(outcome) ? outcome : "plain"}">
      <span class="visually-hidden">${byStaff ? nothing : W.SAY.assistant}</span>
      ${tag ? html`<p class="tag">${tag}</p>` : nothing}
      ${reply.text ? html`<div class="prose">${lines(reply.text)}</div>` : nothing}
      ${verdict ? cards.verdictCard(verdict, reply.text ?? "") : nothing}
      ${standings(custom.prescreening)}
      ${packageFiles(custom.package)}
      ${ownPath(custom.list_template) ? html`<a class="preview" href=${custom.list_template}>${W.STAFF.template}</a>` : nothing}
      ${Array.isArray(stages) ? cards.timelineCard(stages, state.today) : nothing}
      ${newCode ? cards.resumeCode(form, doing.copyCode) : nothing}
      ${form ? cards.documents(form) : nothing}
      ${citations.length ? cards.citations(citations, reply.text ?? "") : nothing}
      ${rateable(custom) ? ratingView(turn, part, state, doing) : nothing}
    </div>`;
}

/** @param {import("../conversation.js").Choice[]} buttons @param {Doing} doing */
const choices = (buttons, doing) => html`
  <div class="choices" role="group" aria-label=${W.SAY.choices}>
    ${buttons.map((b) => html`
      <button type="button" class="choice" @click=${() => doing.say(b.payload ?? b.title, b.title)}>${b.title}</button>`)}
  </div>`;
