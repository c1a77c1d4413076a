// What staff see: applications and institutions with their verdicts, and a list that was handed in.

import { html, nothing } from "/static/vendor/lit-html/lit-html.js";
import * as W from "../wording.js";
import { day, lines, ownPath, phones } from "../text.js";
import { ICONS } from "./icons.js";
import { badge, citation } from "./cards.js";

const FEW = 3;

const condition = (c) => html`
  <li class="criterion">
    <h5>${c.name} ${badge(c.verdict)}</h5>
    <p class="criterion-reason">${phones(c.reason ?? "")}</p>
    ${c.citation ? citation(c.citation) : nothing}
  </li>`;

const judged = (row) => row.open.filter((c) => c.kind === "evidence");
const hard = (row) => row.open.filter((c) => c.kind !== "evidence");

const conditions = (title, mark, members, open) => html`
  <details class="group is-${mark}" ?open=${open}>
    <summary><h4>${title}</h4><span class="count">${W.items(members.length)}</span></summary>
    <ul>${members.map(condition)}</ul>
  </details>`;

/** @param {any} row @param {boolean} open whether its conditions are shown at once */
const standing = (row, open) => html`
  <li class="card standing is-${W.VERDICT[row.overall] ?? "unknown"}">
    <header class="verdict-head">
      <h3>${row.rank ? html`<span class="rank">${W.STAFF.rank(row.rank)}</span> ` : nothing}${row.name}</h3>
      ${row.overall ? badge(row.overall) : nothing}
    </header>
    <p class="card-note">${[row.region, row.state, row.row ? W.STAFF.row(row.row) : "", row.as_of ? W.STAFF.asOf(day(row.as_of)) : ""]
      .filter(Boolean).join("　")}</p>
    ${hard(row).length
      ? conditions(W.STAFF.open, W.VERDICT[row.basic] ?? "unknown", hard(row), open)
      : row.basic ? html`<p class="card-note">${W.STAFF.allMet}</p>` : nothing}
    ${judged(row).length ? conditions(W.KINDS.evidence, "evidence", judged(row), false) : nothing}
    ${ownPath(row.href) ? html`<a class="preview" href=${row.href} target="_blank" rel="noopener">${W.STAFF.see}</a>` : nothing}
  </li>`;

/** The cards of an answer to a reviewer. @param {any} block */
export const standings = (block) =>
  Array.isArray(block?.rows) && block.rows.length
    ? html`<ol class="standings">${block.rows.map((row) => standing(row, block.rows.length === 1))}</ol>`
    : nothing;

/** The package for submission, whole and file by file. @param {any} block */
export const packageFiles = (block) =>
  ownPath(block?.zip)
    ? html`<a class="download" href=${block.zip}>${ICONS.word}<span><b>${W.STAFF.packageAll}</b><small>${W.STAFF.packageNote}</small></span></a>
        <ul class="package-files">${block.files.filter((file) => ownPath(file.href)).map((file) => html`
          <li><a class="preview" href=${file.href}>${file.name}</a></li>`)}</ul>`
    : nothing;

/** @param {import("../staff.js").List} list @param {any} doing */
export function listView(list, doing) {
  if (list.state === "working")
    return html`<p class="delivery is-reading" role="status">${list.job?.ahead ? W.STAFF.ahead(list.job.ahead) : W.STAFF.working}
        ${list.job?.progress ? html`<span class="so-far">${list.job.progress.told}</span>` : nothing}</p>
      <div class="typing" aria-hidden="true"><i></i><i></i><i></i></div>`;
  if (list.state === "refused")
    return html`<div class="reply is-error" tabindex="-1" data-file=${list.id}>
      <p class="tag">${W.STAFF.refused}</p><div class="prose">${lines(list.note)}</div></div>`;
  if (list.state === "dropped")
    return html`<div class="reply" tabindex="-1" data-file=${list.id}><div class="prose">${lines(list.note)}</div></div>`;
  const { job } = list;
  const path = ownPath(job.result);
  return html`
    <div class="reply" tabindex="-1" data-file=${list.id}>
      <section class="card" aria-label=${W.STAFF.result}>
        <h3>${W.STAFF.result}</h3>
        <p>${W.STAFF.total(job.total, day(job.as_of))}</p>
        <ul class="tally">
          ${Object.entries(job.counts).map(([verdict, count]) => html`
            <li class="is-${W.VERDICT[verdict] ?? "unknown"}">${ICONS[W.VERDICT[verdict] ?? "unknown"]}<span>${verdict}</span><b>${count}</b></li>`)}
        </ul>
        ${job.problems ? html`<p class="card-note">${W.STAFF.problems(job.problems)}</p>` : nothing}
        ${path ? html`<a class="download" href=${path}>${ICONS.word}<span><b>${W.STAFF.download}</b><small>${W.STAFF.downloadNote}</small></span></a>` : nothing}
        <p class="card-note">${W.STAFF.caution}</p>
        <p class="card-note">${W.STAFF.kept(job.keep_hours)}
          <button type="button" class="plain" @click=${() => doing.dropList(list)}>${W.STAFF.drop}</button></p>
        ${list.note ? html`<p class="card-note" role="alert">${list.note}</p>` : nothing}
      </section>
      <ol class="standings">${job.institutions.slice(0, FEW).map((row) => standing(row, false))}</ol>
      <p class="card-note">${W.STAFF.askOn}</p>
      <div class="choices">${W.STAFF.listAsks.map((text) => html`
        <button type="button" class="choice" @click=${() => doing.say(text, text)}>${text}</button>`)}</div>
    </div>`;
}

/** Who is signed in, and what to begin with. @param {any} person @param {any} doing */
export const staffStarts = (person, doing) => html`
  <section class="staff-starts">
    <h3>${W.STAFF.hello(person)}</h3>
    <p>${W.STAFF.lead}</p>
    <ul class="starts">
      ${W.STAFF.starts.map((start) => html`<li>
        <button type="button" class="start" @click=${() => doing.say(start.payload, start.title)}>
          <b>${start.title}</b><small>${start.hint}</small></button></li>`)}
      ${person.uploads ? html`<li><button type="button" class="start" @click=${doing.attach}>
          <b>${W.STAFF.upload.title}</b><small>${W.STAFF.upload.hint}</small></button></li>` : nothing}
    </ul>
  </section>`;
