// Text as the page shows it. Everything here yields text nodes: nothing said by a user or a notice is
// ever read as HTML.

import { html } from "/static/vendor/lit-html/lit-html.js";
import { CARD } from "./wording.js";

const DOWNLOAD = CARD.document;

// A landline with its area code (0591—87272803) or a mobile number, not part of a longer run such as a
// credit code. The character before is captured because older browsers have no look-behind.
const PHONE = /(^|[^0-9A-Za-z-])(0\d{2,3}[-—–－ ]{0,2}[2-9]\d{6,7}|1[3-9]\d{9})(?![0-9A-Za-z])/g;
// How a line begins that hangs: with a bullet, or with a number and a dot.
const BULLET = /^[·•●▪☑☐□✓①-⑳-]\s*(?=\S)/;
const NUMBER = /^\d{1,2}[.、．)）]\s*(?=\D)/;

// A link to a finished document of our own server, as it is written out for other channels.
const DOCUMENT = /(?:https?:\/\/[\w.:-]+)?\/documents\/[\w.~%-]+/g;
const HEADING = /^【[^】]{1,30}】/;

/** @param {string} text @param {RegExp} pattern @param {(match: RegExpMatchArray) => [string, unknown]} link */
function linked(text, pattern, link) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const [found, shown] = link(match);
    const start = (match.index ?? 0) + match[0].length - found.length;
    parts.push(text.slice(from, start), shown);
    from = start + found.length;
  }
  return [...parts, text.slice(from)];
}

/** @param {string} text text with its phone numbers made dialable */
export const phones = (text) =>
  linked(text, PHONE, ([, , number]) => [
    number,
    html`<a class="phone" href="tel:${number.replace(/\D/g, "")}">${number}</a>`,
  ]);

/** The path of an address on our own server, null for any other: a link must not lead elsewhere. @param {unknown} url */
export function ownPath(url) {
  const path = String(url).startsWith(`${location.origin}/`) ? String(url).slice(location.origin.length) : url;
  return typeof path === "string" && /^\/(?!\/)/.test(path) ? path : null;
}

/** Text with phone numbers and links to our documents. @param {string} text */
function rich(text) {
  const parts = linked(text, DOCUMENT, ([url]) => {
    const path = ownPath(url);
    return [url, path ? html`<a href=${path}>${DOWNLOAD}</a>` : url];
  });
  return parts.map((part) => (typeof part === "string" ? phones(part) : part));
}

/** Lines and paragraphs; a line that begins like a list item hangs. @param {string} text */
export function lines(text) {
  return text.replace(/\s+$/, "").split("\n").map((line) => {
    if (!line.trim()) return html`<p class="gap"></p>`;
    const kind = NUMBER.test(line) ? "item number" : BULLET.test(line) ? "item" : "line";
    const heading = HEADING.exec(line)?.[0] ?? "";
    return html`<p class=${kind}>${heading ? html`<b>${heading}</b>` : ""}${rich(line.slice(heading.length))}</p>`;
  });
}

/** @param {string} iso "2025-10", "2025-10-01" or a time stamp @returns {{y: number, m: number, d: number | null} | null} */
export function parts(iso) {
  const match = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?/.exec(String(iso ?? ""));
  return match ? { y: +match[1], m: +match[2], d: match[3] ? +match[3] : null } : null;
}

const lastDay = (/** @type {number} */ y, /** @type {number} */ m) => new Date(y, m, 0).getDate();

/** 2025年11月30日 @param {string} iso */
export function day(iso) {
  const p = parts(iso);
  if (!p) return iso;
  return `${p.y}年${p.m}月${p.d ? `${p.d}日` : ""}`;
}

/** A span as the notice writes it: whole months without days. @param {string} start @param {string} end */
export function span(start, end) {
  const a = parts(start);
  const b = parts(end);
  if (!a || !b) return [start, end].filter(Boolean).join("—");
  const whole = (a.d ?? 1) === 1 && (b.d ?? lastDay(b.y, b.m)) === lastDay(b.y, b.m);
  const from = `${a.y}年${a.m}月${whole ? "" : `${a.d ?? 1}日`}`;
  const to = `${b.y === a.y ? "" : `${b.y}年`}${b.m}月${whole ? "" : `${b.d}日`}`;
  return from === to ? from : `${from}—${to}`;
}

/** Whole days from `today` to the end of `end`, both included as dates. @param {string | null} today @param {string} end */
export function daysUntil(today, end) {
  const b = parts(end);
  if (!b) return null;
  const t = parts(today ?? "") ?? localToday();
  const to = Date.UTC(b.y, b.m - 1, b.d ?? lastDay(b.y, b.m));
  return Math.round((to - Date.UTC(t.y, t.m - 1, t.d ?? 1)) / 86_400_000);
}

function localToday() {
  const now = new Date();
  return { y: now.getFullYear(), m: now.getMonth() + 1, d: now.getDate() };
}
