// Staff who are signed in: what they may do here, and the lists of institutions that they hand in. A
// list is screened on the server, which keeps it for a day; this page asks how far it is.

import { tab, uuid } from "./env.js";
import * as net from "./net.js";
import * as W from "./wording.js";

const SOON_MS = 1500;
const LATER_MS = 5000;
const PATIENT = 8;
const TABLE = /\.(xlsx|xlsm|xls|csv|et)$/i;
const LEFT = [401, 403];

/**
 * @typedef {object} List
 * @property {string} id
 * @property {"list"} kind
 * @property {string} name
 * @property {number} seen    the last turn when it was sent: where it stands in the log
 * @property {"working" | "refused" | "done" | "dropped"} state
 * @property {string} note
 * @property {any} job        what the server says of it
 */

export class Staff {
  /** @param {string} sender @param {{changed: () => void, ready: (list: List) => void}} hooks */
  constructor(sender, hooks) {
    this.sender = sender;
    this.hooks = hooks;
    this.kept = `yy.lists.${sender}`;
    /** @type {any} */
    this.person = null;
    this.csrf = "";
    /** @type {List[]} */
    this.lists = [];
  }

  /** Who is signed in, and the lists of before a reload. */
  async load() {
    await this.look();
    if (!this.person) return;
    for (const { id, name, seen } of this.remembered()) {
      const list = this.begin(name, seen);
      await this.follow(list, id, 0);
      if (list.state === "refused") this.lists = this.lists.filter((other) => other !== list);
    }
    this.hooks.changed();
  }

  async look() {
    try {
      const found = await net.session();
      this.person = found.person;
      this.csrf = found.csrf ?? "";
    } catch (_) {
      // Whoever is signed in is known with the next page; nobody else misses anything.
    }
    this.hooks.changed();
  }

  /** Whether a file is a list to be screened. @param {File} file @param {boolean} filling */
  takes(file, filling) {
    return Boolean(this.person?.uploads) && !filling && TABLE.test(file.name);
  }

  /** @param {File} file @param {number} seen @returns {List} */
  add(file, seen) {
    const list = this.begin(file.name, seen);
    const mb = Math.ceil(file.size / 1_000_000);
    if (mb > W.STAFF.limitMb) this.refuse(list, W.STAFF.tooBig(mb));
    else this.hand(list, file);
    return list;
  }

  /** @param {string} name @param {number} seen @returns {List} */
  begin(name, seen) {
    /** @type {List} */
    const list = { id: uuid(), kind: "list", name, seen, state: "working", note: "", job: null };
    this.lists.push(list);
    return list;
  }

  /** @param {List} list @param {File} file */
  async hand(list, file) {
    try {
      this.told(list, await net.screenList(file, this.sender, this.csrf), 0);
    } catch (problem) {
      await this.failed(list, problem);
    }
  }

  /** @param {List} list @param {string} id @param {number} tries */
  async follow(list, id, tries) {
    try {
      this.told(list, await net.screening(id), tries);
    } catch (problem) {
      if (problem instanceof net.ReadError && (!problem.status || problem.status >= 500 || problem.status === 429))
        setTimeout(() => this.follow(list, id, tries + 1), LATER_MS);
      else await this.failed(list, problem);
    }
  }

  /** @param {List} list @param {any} job @param {number} tries */
  told(list, job, tries) {
    list.job = job;
    list.state = job.state;
    if (job.state === "refused") return this.refuse(list, job.problem);
    this.remember();
    if (job.state === "done") return this.hooks.ready(list);
    setTimeout(() => this.follow(list, job.id, tries + 1), tries < PATIENT ? SOON_MS : LATER_MS);
    this.hooks.changed();
  }

  /** @param {List} list @param {any} problem */
  async failed(list, problem) {
    if (!(problem instanceof net.ReadError)) throw problem;
    if (LEFT.includes(problem.status)) {
      await this.look();
      if (!this.person) return this.refuse(list, W.STAFF.lapsed);
    }
    this.refuse(list, problem.note || W.STAFF.unreachable);
  }

  /** @param {List} list @param {string} note */
  refuse(list, note) {
    list.state = "refused";
    list.note = note;
    this.remember();
    this.hooks.ready(list);
  }

  /** @param {List} list */
  async drop(list) {
    try {
      await net.dropScreening(list.job.id, this.csrf);
    } catch (problem) {
      if (problem instanceof net.ReadError && problem.status !== 404) {
        list.note = LEFT.includes(problem.status) ? W.STAFF.lapsedDrop : problem.note || W.STAFF.unreachable;
        return this.hooks.changed();
      }
    }
    list.state = "dropped";
    list.note = W.STAFF.dropped;
    this.remember();
    this.hooks.ready(list);
  }

  remember() {
    const open = this.lists.filter(({ state, job }) => job && (state === "working" || state === "done"));
    tab.set(this.kept, JSON.stringify(open.map(({ job, name, seen }) => ({ id: job.id, name, seen }))));
  }

  /** @returns {{id: string, name: string, seen: number}[]} */
  remembered() {
    try {
      return JSON.parse(tab.get(this.kept) ?? "[]");
    } catch (_) {
      tab.remove(this.kept);
      return [];
    }
  }
}
