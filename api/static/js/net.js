// The calls to the server. No view and no storage here.

const TURN_TIMEOUT_MS = 60_000;
const READ_TIMEOUT_MS = 15_000;
const FILE_TIMEOUT_MS = 120_000;

/** The server did not take the message: `transient` says whether sending it again can help. */
export class SendError extends Error {
  /** @param {string} note what the server said, "" if nothing @param {boolean} transient @param {number | null} waitMs */
  constructor(note, transient, waitMs = null) {
    super(note);
    this.note = note;
    this.transient = transient;
    this.waitMs = waitMs;
  }
}

/** @param {string} url @param {RequestInit} init @param {number} ms */
async function withTimeout(url, init, ms) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ms);
  try {
    return await fetch(url, { cache: "no-store", ...init, signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Retry-After in seconds or as a date. @param {string | null} header @returns {number | null} milliseconds */
export function retryAfter(header) {
  if (!header) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 500), 120_000) : null;
}

/** The sentence for the user out of an error body: a reply list or `{"error": {"message"}}`. */
export function noteOf(body) {
  if (Array.isArray(body)) return body.map((reply) => reply?.text ?? "").filter(Boolean).join("\n");
  return body?.error?.message ?? "";
}

const transientStatus = (status) => status >= 500 || [408, 425, 429].includes(status);

/**
 * Sends one message.
 * @param {{sender: string, message: string, message_id: string, seen_turn: number}} body
 * @returns {Promise<{seq: number | null, response: any[]}>}
 */
export async function send(body) {
  let answer, json;
  try {
    answer = await withTimeout(
      "/webhooks/rest/webhook",
      { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) },
      TURN_TIMEOUT_MS,
    );
    json = await answer.json().catch(() => null);
  } catch (_) {
    throw new SendError("", true);
  }
  const status = answer.status;
  if (!answer.ok)
    throw new SendError(noteOf(json), transientStatus(status), retryAfter(answer.headers.get("Retry-After")));
  if (!Array.isArray(json)) throw new SendError("", true);
  const seq = Number.parseInt(answer.headers.get("X-Turn") ?? "", 10);
  return { seq: Number.isNaN(seq) ? null : seq, response: json };
}

/** The server did not give what was asked for: its status, 0 when it was not reached, and its words. */
export class ReadError extends Error {
  /** @param {number} status @param {string} note */
  constructor(status, note) {
    super(note);
    this.status = status;
    this.note = note;
  }
}

/** @param {string} url @param {RequestInit} [init] @returns {Promise<any>} the JSON body */
async function read(url, init = {}) {
  let answer, json;
  try {
    answer = await withTimeout(url, { headers: { Accept: "application/json" }, ...init }, READ_TIMEOUT_MS);
    json = await answer.json();
  } catch (_) {
    throw new ReadError(answer?.status ?? 0, "");
  }
  if (!answer.ok) throw new ReadError(answer.status, noteOf(json));
  return json;
}

/**
 * Turns after `after`, oldest first; the server gives them in portions.
 * @param {string} sender @param {number} after
 * @returns {Promise<{turns: any[], person: string | null}>} `person`: waiting or talking while one is asked for
 */
export async function turns(sender, after) {
  const all = [];
  for (let from = after; ; ) {
    const body = await read(`/api/v1/conversations/${encodeURIComponent(sender)}/turns?after=${from}`);
    const portion = Array.isArray(body?.turns) ? body.turns : [];
    all.push(...portion);
    const reached = portion.length ? portion[portion.length - 1].seq : from;
    if (reached <= from || reached >= (body.last_seq ?? 0)) return { turns: all, person: body.person ?? null };
    from = reached;
  }
}

/** Where the server tells that the conversation went on. @param {string} sender */
export const live = (sender) => `/api/v1/conversations/${encodeURIComponent(sender)}/live`;

/**
 * Says whether one message of an answer helped; null takes it back.
 * @param {string} sender @param {number} seq @param {number} part
 * @param {boolean | null} helpful @param {string} comment
 */
export async function rate(sender, seq, part, helpful, comment) {
  const url = `/api/v1/conversations/${encodeURIComponent(sender)}/turns/${seq}/messages/${part}/feedback`;
  const body = JSON.stringify({ helpful, comment });
  let answer;
  try {
    answer = await withTimeout(
      url,
      { method: "PUT", headers: { "Content-Type": "application/json" }, body },
      READ_TIMEOUT_MS,
    );
  } catch (_) {
    throw new ReadError(0, "");
  }
  if (!answer.ok) throw new ReadError(answer.status, noteOf(await answer.json().catch(() => null)));
}

/** @returns {Promise<{stages: any[], today: string | null}>} */
export async function timeline() {
  const body = await read("/api/v1/timeline");
  return { stages: body?.stages ?? [], today: body?.today ?? null };
}

/** @param {string} code @returns {Promise<any>} */
export const draft = (code) => read(`/api/v1/drafts/${encodeURIComponent(code)}`);

/** @param {string} url @param {RequestInit} init @returns {Promise<any>} the JSON body, null for none */
async function call(url, init) {
  let answer;
  try {
    answer = await withTimeout(url, init, FILE_TIMEOUT_MS);
  } catch (_) {
    throw new ReadError(0, "");
  }
  const body = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new ReadError(answer.status, noteOf(body));
  return body;
}

const FILES = "/api/v1/files";
const of = (/** @type {string} */ id, /** @type {string} */ sender) =>
  `${FILES}/${encodeURIComponent(id)}?sender=${encodeURIComponent(sender)}`;

/**
 * Has a file read; nothing is filled in.
 * @param {string} sender @param {File} file @param {string | null} draftId @param {number | null} row
 */
export function readFile(sender, file, draftId, row) {
  const body = new FormData();
  body.set("sender", sender);
  body.set("file", file);
  if (draftId) body.set("draft_id", draftId);
  if (row !== null) body.set("row", String(row));
  return call(FILES, { method: "POST", body });
}

/**
 * Puts a picture behind the form under way.
 * @param {string} sender @param {File} file @param {string | null} draftId
 */
export function attachPhoto(sender, file, draftId) {
  const body = new FormData();
  body.set("sender", sender);
  body.set("file", file);
  if (draftId) body.set("draft_id", draftId);
  return call("/api/v1/photos", { method: "POST", body });
}

/** What was read from a file, while it is kept. @param {string} sender @param {string} id */
export const fileAgain = (sender, id) => call(of(id, sender), {});

/** Fills in the chosen values. @param {string} sender @param {string} id @param {Record<string, string | null>} values */
export const takeValues = (sender, id, values) =>
  call(`${FILES}/${encodeURIComponent(id)}/accept`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ sender, values }),
  });

/** @param {string} sender @param {string} id */
export const dropFile = (sender, id) => call(of(id, sender), { method: "DELETE" });

/** What earlier forms of this person say; null for nothing. @param {string} sender @param {string} draftId */
export const earlier = (sender, draftId) =>
  call(`${FILES}/earlier?sender=${encodeURIComponent(sender)}&draft_id=${encodeURIComponent(draftId)}`, {});

/** Who of the staff is signed in. @returns {Promise<{person: any, csrf?: string}>} */
export const session = () => read("/api/v1/session");

const LISTS = "/api/v1/screening/jobs";

/**
 * Hands in a list of institutions to be screened, in this conversation.
 * @param {File} file @param {string} sender @param {string} csrf
 */
export const screenList = (file, sender, csrf) =>
  call(`${LISTS}?sender=${encodeURIComponent(sender)}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/octet-stream",
      "X-CSRF-Token": csrf,
      "X-File-Name": encodeURIComponent(file.name.slice(-90)),
    },
    body: file,
  });

/** How far a list is. @param {string} id */
export const screening = (id) => call(`${LISTS}/${encodeURIComponent(id)}`, {});

/** @param {string} id @param {string} csrf */
export const dropScreening = (id, csrf) =>
  call(`${LISTS}/${encodeURIComponent(id)}`, { method: "DELETE", headers: { "X-CSRF-Token": csrf } });

/** The notice on personal data. @returns {Promise<any>} */
export const privacy = () => read("/api/v1/privacy");

const consentOf = (/** @type {string} */ sender) => `/api/v1/conversations/${encodeURIComponent(sender)}/consent`;

/** @param {string} sender @returns {Promise<{version: string, decision: string | null, at: string | null}>} */
export const consent = (sender) => read(consentOf(sender));

/** @param {string} sender @param {string} version @param {string} decision @returns {Promise<any>} */
export const decide = (sender, version, decision) =>
  read(consentOf(sender), {
    method: "PUT",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify({ version, decision }),
  });
