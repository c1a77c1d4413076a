// Cards for the structured parts of a reply: verdict, stages, form, document, resume code.

import { html, nothing } from "/static/vendor/lit-html/lit-html.js";
import * as W from "../wording.js";
import { day, daysUntil, lines, ownPath, phones, span } from "../text.js";
import { ICONS } from "./icons.js";

const list = (value) => (Array.isArray(value) ? value : []);

/**
 * A citation under its number and clause; folded unless its words are to be read at once.
 * @param {{notice: string, clause: string, quote: string}} c @param {boolean} [open]
 */
export const citation = (c, open = false) => html`
  <details class="cite" ?open=${open}>
    <summary>
      ${ICONS.cite}<span class="cite-where"><span class="cite-label">${W.CARD.basis}</span>
      <span class="cite-notice">${c.notice}</span> <span class="cite-clause">${c.clause}</span></span>
    </summary>
    <blockquote class="quote">${lines(c.quote ?? "")}</blockquote>
  </details>`;

const FEW = 3;

/** Of so many citations the words are read at once, as on WeChat. */
const READ_AT_ONCE = 2;

/** Text without blanks, as quotes are compared. @param {string} text */
const squeezed = (text) => text.replace(/\s+/g, "");

/**
 * Citations; of many, the first ones and the rest behind one line. The first two show their words,
 * unless the answer itself quotes them.
 * @param {any[]} all @param {string} [said] the answer
 */
export function citations(all, said = "") {
  const told = squeezed(said);
  const open = (c, i) => i < READ_AT_ONCE && !told.includes(squeezed(c.quote ?? ""));
  const few = all.length > FEW ? all.slice(0, FEW - 1) : all;
  const rest = all.slice(few.length);
  return html`<div class="cites">
    ${few.map((c, i) => citation(c, open(c, i)))}
    ${rest.length
      ? html`<details class="cite more"><summary>${ICONS.cite}<span class="cite-where">${W.moreBasis(rest.length)}</span></summary>
          ${rest.map((c) => citation(c))}</details>`
      : nothing}
  </div>`;
}

/** @param {string} verdict 符合, 不符合, 信息不足 or 需佐证 */
export const badge = (verdict) => html`
  <span class="badge is-${W.VERDICT[verdict] ?? "unknown"}">
    ${ICONS[W.VERDICT[verdict] ?? "unknown"]}<span>${verdict}</span>
  </span>`;

/** @param {any} c @param {boolean} mixed whether the group holds several verdicts */
const criterion = (c, mixed) => html`
  <li class="criterion">
    <h5>${c.name} ${mixed ? badge(c.verdict) : nothing}</h5>
    <p class="criterion-reason">${phones(c.reason ?? "")}</p>
    ${list(c.evidence).length
      ? html`<p class="criterion-evidence"><b>${W.CARD.evidence}：</b>${c.evidence.join("；")}</p>`
      : nothing}
    ${c.quote
      ? html`<details class="cite">
          <summary>${ICONS.cite}<span class="cite-where"><span class="cite-label">${W.CARD.clause}</span>
            <span class="cite-clause">${c.clause}</span></span></summary>
          <blockquote class="quote">${lines(c.quote)}</blockquote>
          ${c.effective ? html`<p class="card-note">${W.inForce(day(c.effective.since), c.effective.until && day(c.effective.until))}</p>` : nothing}
        </details>`
      : nothing}
  </li>`;

/**
 * Conditions by verdict, in the order that decides; then, each as one group, what others assess and
 * what is only preferred.
 * @param {any} verdict
 * @returns {{title: string, mark: string, members: any[], mixed: boolean}[]}
 */
function groups(verdict) {
  const all = list(verdict.criteria);
  const other = Object.keys(W.KINDS);
  const hard = all.filter((c) => !other.includes(c.kind));
  return [
    ...W.VERDICT_ORDER.map((title) => ({
      title,
      mark: W.VERDICT[title],
      members: hard.filter((c) => c.verdict === title),
      mixed: false,
    })),
    ...other.map((kind) => ({
      title: verdict.titles?.[kind] ?? W.KINDS[kind],
      mark: kind,
      members: all.filter((c) => c.kind === kind),
      mixed: true,
    })),
  ].filter((group) => group.members.length);
}

const opened = (/** @type {{title: string, mixed: boolean}} */ group) => !group.mixed && group.title !== "符合";

/** The whole verdict. @param {any} verdict @param {string} said the text above it, not to be said twice */
export const verdictCard = (verdict, said) => html`
  <section class="card verdict is-${W.VERDICT[verdict.overall] ?? "unknown"}" aria-label=${W.CARD.verdictTitle}>
    <header class="verdict-head">
      <h3>${W.CARD.verdictTitle}</h3>
      ${badge(verdict.overall)}
    </header>
    ${verdict.summary && !said.includes(verdict.summary)
      ? html`<div class="verdict-summary">${lines(verdict.summary)}</div>`
      : nothing}
    ${list(verdict.missing).length
      ? html`<div class="missing"><h4>${W.CARD.missing}</h4>
          <ul>${verdict.missing.map((label) => html`<li>${label}</li>`)}</ul></div>`
      : nothing}
    ${groups(verdict).map((group) => html`
      <details class="group is-${group.mark}" ?open=${opened(group)}>
        <summary><h4>${ICONS[group.mark]}${group.title}</h4><span class="count">${W.items(group.members.length)}</span></summary>
        <ul>${group.members.map((c) => criterion(c, group.mixed))}</ul>
      </details>`)}
    ${list(verdict.notes).filter((note) => !said.includes(note)).map((note) => html`<p class="card-note">${phones(note)}</p>`)}
    <p class="card-note">${verdict.as_of ? W.asOf(day(verdict.as_of)) : nothing}${W.CARD.verdictNote}</p>
  </section>`;

/** The verdict in the side panel. @param {any} verdict @param {() => void} see */
export const verdictSummary = (verdict, see) => html`
  <section class="card verdict is-${W.VERDICT[verdict.overall] ?? "unknown"}">
    <header class="verdict-head"><h3>${W.CARD.verdictTitle}</h3>${badge(verdict.overall)}</header>
    <ul class="tally">
      ${groups(verdict).map(({ title, mark, members }) => html`
        <li class="is-${mark}">${ICONS[mark]}<span>${title}</span><b>${members.length}</b></li>`)}
    </ul>
    <button type="button" class="plain" @click=${see}>${W.CARD.see}</button>
  </section>`;

/** How the current stage stands, as one phrase. @param {any[]} stages @param {string | null} today */
export function stageNow(stages, today) {
  const now = list(stages).find((stage) => stage.state === "current");
  if (!now) return null;
  const days = daysUntil(today, now.end);
  return { name: now.name, left: days !== null && days >= 0 ? W.daysLeft(days) : "" };
}

/** The stages of the work. @param {any[]} stages @param {string | null} today */
export const timelineCard = (stages, today) => html`
  <section class="card timeline">
    <h3>${W.CARD.timeline}</h3>
    <ol>
      ${list(stages).map((stage) => html`
        <li class="stage is-${stage.state}" aria-current=${stage.state === "current" ? "step" : nothing}>
          <p class="stage-name">${stage.name}
            ${stage.state === "current" ? html`<span class="stage-now">${W.CARD.now}</span>` : nothing}
            ${stage.state === "past" ? html`<span class="visually-hidden">${W.CARD.past}</span>` : nothing}
          </p>
          <p class="stage-span">${span(stage.start, stage.end)}</p>
          ${stage.state === "current"
            ? html`<p class="stage-left">${stageNow([stage], today)?.left}</p>`
            : nothing}
        </li>`)}
    </ol>
  </section>`;

/** @param {any} form */
export const formBar = (form) => html`
  <progress max=${form.total || 1} value=${form.filled || 0} aria-label=${W.CARD.form}></progress>`;

const checking = (form) => form.phase === "checking";

/** How far the form is, as one phrase. @param {any} form */
export const formCount = (form) =>
  checking(form) ? W.noted(form.filled ?? 0) : W.progress(form.filled ?? 0, form.total ?? 0);

/** What the form waits for, as one phrase. @param {any} form */
export function formNow(form) {
  if (list(form.documents).length) return form.noun ? W.finishedOf(form.noun) : W.CARD.finished;
  if (checking(form)) return W.CARD.kept;
  if (form.phase === "paused") return W.CARD.paused;
  return form.label ? `${W.CARD.asking}：${form.label}` : W.CARD.done;
}

/** @param {any} form @param {(event: Event, code: string) => void} copyCode */
export const formCard = (form, copyCode) => html`
  <section class="card form">
    <h3>${checking(form) ? W.CARD.checking : W.CARD.form}</h3>
    ${checking(form) ? nothing : formBar(form)}
    <p class="form-count">${formCount(form)}</p>
    <p class="form-now">${formNow(form)}</p>
    ${form.resume_code ? resumeCode(form, copyCode) : nothing}
    ${documents(form)}
  </section>`;

/** @param {any} form @param {(event: Event, code: string) => void} copyCode */
export const resumeCode = (form, copyCode) => html`
  <div class="code">
    <p class="code-line">${ICONS.key}<span>${W.CARD.resumeCode}</span> <code>${form.resume_code}</code>
      <button type="button" class="plain" @click=${(event) => copyCode(event, form.resume_code)}>${W.SAY.copy}</button></p>
    <p class="card-note">${W.CARD.resumeHint}${form.expires_on
      ? html`${W.CARD.keptUntil}${day(form.expires_on)}。`
      : nothing}</p>
  </div>`;

/** @param {any} form */
export const documents = (form) => html`${list(form.documents).map(ownPath).filter(Boolean).map((path, at) => html`
  <a class="download" href=${path}>
    ${ICONS.word}<span><b>${form.noun ? W.downloadOf(form.noun) : W.CARD.download}</b><small>${at ? W.CARD.downloadSheet : W.CARD.downloadNote}</small></span>
  </a>
  ${at ? nothing : html`<a class="preview" href=${`${path}/preview`} target="_blank" rel="noopener">${W.CARD.preview}</a>`}`)}`;
