// Files on their way to be read, and what was read from them until it is chosen from. A file itself is
// held only by this page; what was read is held by the server for an hour, so that a reload finds it again.

import { tab, uuid } from "./env.js";
import * as net from "./net.js";
import * as W from "./wording.js";

/**
 * @typedef {object} Upload
 * @property {string} id
 * @property {string | null} name    the file's name; null for what comes from an earlier form
 * @property {File | null} file      kept for a list of which a row must be chosen, and a picture that is no certificate
 * @property {number} seen           the last turn when it was sent: where it stands in the log
 * @property {"reading" | "refused" | "ready" | "taking" | "taken" | "dropped"} state
 * @property {string} note
 * @property {any} reading
 * @property {Map<string, {on: boolean, text: string}>} picked
 */

export class Files {
  /**
   * @param {string} sender
   * @param {{changed: () => void, ready: (upload: Upload) => void, taken: (upload: Upload) => void}} hooks
   */
  constructor(sender, hooks) {
    this.sender = sender;
    this.hooks = hooks;
    this.kept = `yy.files.${sender}`;
    /** @type {Upload[]} */
    this.uploads = [];
    /** @type {Set<string>} drafts for which earlier forms were looked up */
    this.asked = new Set();
  }

  /** @param {File} file @param {number} seen @param {string | null} draftId @returns {Upload} */
  add(file, seen, draftId) {
    const upload = this.begin(file.name, file, seen);
    const mb = Math.ceil(file.size / 1_000_000);
    if (mb > W.FILES.limitMb) this.refuse(upload, W.FILES.tooBig(mb));
    else this.read(upload, draftId, null);
    return upload;
  }

  /** @param {string | null} name @param {File | null} file @param {number} seen @returns {Upload} */
  begin(name, file, seen) {
    /** @type {Upload} */
    const upload = { id: uuid(), name, file, seen, state: "reading", note: "", reading: null, picked: new Map() };
    this.uploads.push(upload);
    this.hooks.changed();
    return upload;
  }

  /** @param {Upload} upload @param {string | null} draftId @param {number | null} row */
  async read(upload, draftId, row) {
    const { file } = upload;
    if (!file) return;
    upload.state = "reading";
    this.hooks.changed();
    try {
      const reading = await net.readFile(this.sender, file, draftId, row);
      if (!reading.rows.length) upload.file = null;
      this.show(upload, reading);
    } catch (problem) {
      this.refuse(upload, noteFor(problem), file.type.startsWith("image/") ? file : null);
    }
  }

  /** @param {Upload} upload @param {string} note @param {File | null} photo a picture that may go with the form as it is */
  refuse(upload, note, photo = null) {
    upload.file = photo;
    upload.state = "refused";
    upload.note = note;
    this.hooks.ready(upload);
  }

  /** Puts a picture behind the form, as a photograph. @param {Upload} upload @param {string | null} draftId */
  async attach(upload, draftId) {
    const { file } = upload;
    if (!file || upload.state !== "refused") return;
    upload.state = "reading";
    this.hooks.changed();
    try {
      const answer = await net.attachPhoto(this.sender, file, draftId);
      upload.file = null;
      upload.state = "taken";
      upload.note = answer.message;
      this.hooks.ready(upload);
    } catch (problem) {
      this.refuse(upload, noteFor(problem));
    }
  }

  /** @param {Upload} upload @param {any} reading */
  show(upload, reading) {
    upload.reading = reading;
    upload.state = "ready";
    upload.picked = new Map(reading.items.map((item) => [item.key, { on: item.sure, text: item.text }]));
    this.remember();
    this.hooks.ready(upload);
  }

  /** @param {Upload} upload @param {string} key @param {{on?: boolean, text?: string}} change */
  pick(upload, key, change) {
    const before = upload.picked.get(key) ?? { on: false, text: "" };
    upload.picked.set(key, { ...before, ...change });
    upload.note = "";
    this.hooks.changed();
  }

  /** Ticks everything that can be taken as it stands, or nothing. @param {Upload} upload @param {boolean} on */
  pickAll(upload, on) {
    for (const item of upload.reading.items)
      if (item.usable || !on) this.pick(upload, item.key, { on });
  }

  /** @param {Upload} upload */
  async take(upload) {
    /** @type {Record<string, string | null>} */
    const values = {};
    for (const item of upload.reading.items) {
      const { on, text } = upload.picked.get(item.key) ?? { on: false, text: "" };
      if (on) values[item.key] = text === item.text ? null : text;
    }
    if (!Object.keys(values).length) {
      upload.note = W.FILES.none;
      return this.hooks.changed();
    }
    upload.state = "taking";
    this.hooks.changed();
    try {
      const answer = await net.takeValues(this.sender, upload.reading.id, values);
      if (!answer.accepted.length) {
        upload.state = "ready";
        upload.note = answer.said.join("\n");
        return this.hooks.changed();
      }
      upload.state = "taken";
      upload.note = [answer.message, ...answer.said].join("\n");
      this.remember();
      this.hooks.taken(upload);
    } catch (problem) {
      upload.state = "ready";
      upload.note = noteFor(problem);
      this.hooks.changed();
    }
  }

  /** @param {Upload} upload */
  drop(upload) {
    upload.state = "dropped";
    upload.note = W.FILES.dropped;
    this.remember();
    this.hooks.ready(upload);
    net.dropFile(this.sender, upload.reading.id).catch(() => {}); // it is gone within the hour anyway
  }

  /** Asks once for each form begun whether an earlier one can help. @param {any} form @param {number} seen */
  async lookUpEarlier(form, seen) {
    if (!form?.draft_id || (form.phase ?? "filling") !== "filling" || form.filled > 2 || this.asked.has(form.draft_id)) return;
    this.asked.add(form.draft_id);
    try {
      const reading = await net.earlier(this.sender, form.draft_id);
      if (reading) this.show(this.begin(null, null, seen), reading);
    } catch (_) {
      // The form is filled in as if nothing were known.
    }
  }

  /** What was read before a reload. */
  async restore() {
    /** @type {{id: string, name: string | null, seen: number}[]} */
    let found = [];
    try {
      found = JSON.parse(tab.get(this.kept) ?? "[]");
    } catch (_) {
      tab.remove(this.kept);
    }
    for (const { id, name, seen } of found) {
      try {
        const reading = await net.fileAgain(this.sender, id);
        if (!reading.taken && reading.items.length) this.show(this.begin(name, null, seen), reading);
      } catch (_) {
        // Its hour is over.
      }
    }
  }

  remember() {
    const open = this.uploads.filter((upload) => upload.state === "ready" && upload.reading);
    tab.set(this.kept, JSON.stringify(open.map(({ reading, name, seen }) => ({ id: reading.id, name, seen }))));
  }
}

/** @param {any} problem @returns {string} */
function noteFor(problem) {
  if (!(problem instanceof net.ReadError)) throw problem;
  return problem.note || W.FILES.unreachable;
}
