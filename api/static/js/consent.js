// The notice on personal data: asked once before the first message that holds some, shown on request.
// A mere question goes without it. What was decided is kept by the server, with version and time.

import { storage } from "./env.js";
import * as net from "./net.js";
import * as W from "./wording.js";

const AGREED = "yy.consent"; // the version this browser agreed to

const get = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));

export class Consent {
  /**
   * @param {string} sender
   * @param {{erase: () => void, say: (text: string) => void}} hooks
   */
  constructor(sender, hooks) {
    this.sender = sender;
    this.hooks = hooks;
    /** @type {any} the text of the notice, null while it is not read */
    this.notice = null;
    /** @type {{decision: string | null, at: string | null}} */
    this.known = { decision: null, at: null };
    this.problem = ""; // what the server said when it could not be read
    /** @type {Promise<boolean> | null} under way, one at a time */
    this.reading = null;
    /** @type {((agreed: boolean) => void) | null} */
    this.answer = null;
    this.dialog = get("privacy-dialog");
    this.dialog.addEventListener("close", () => this.settle(false));
    get("privacy").addEventListener("click", () => this.show());
    get("privacy-decline").addEventListener("click", () => this.decide("declined"));
    get("privacy-agree").addEventListener("click", () => this.decide("agreed"));
    get("privacy-close").addEventListener("click", () => this.dialog.close());
    get("privacy-erase").addEventListener("click", () => {
      this.dialog.close();
      this.hooks.erase();
    });
  }

  /** Reads the notice and what was decided; whether that worked. */
  load() {
    this.reading ??= this.read().finally(() => (this.reading = null));
    return this.reading;
  }

  async read() {
    try {
      this.notice ??= await net.privacy();
      const there = this.known.decision ? this.known : await net.consent(this.sender);
      if (!this.known.decision) this.known = there; // decided here in the meantime: that counts
      if (!this.agreed() && storage.get(AGREED) === this.notice.version) await this.keep("agreed");
      return true;
    } catch (error) {
      this.problem = error instanceof net.ReadError ? error.note : "";
      return false;
    }
  }

  agreed() {
    return ["agreed", "told"].includes(this.known.decision ?? "");
  }

  /** Whether a message may go without asking. @param {string} text @param {boolean} filling a form asks */
  free(text, filling) {
    if (this.agreed()) return true;
    const like = (/** @type {string[] | undefined} */ patterns) =>
      (patterns ?? []).some((pattern) => new RegExp(pattern, "u").test(text));
    return !like(this.notice?.personal) && (!filling || like(this.notice?.free));
  }

  /** Asks; true once the person has agreed. */
  async ask() {
    if (!(await this.load())) {
      this.hooks.say(this.problem || this.notice?.unreachable || W.SAY.unreachable);
      return false;
    }
    if (this.agreed()) return true;
    this.fill(true);
    this.dialog.showModal();
    return new Promise((done) => (this.answer = done));
  }

  async show() {
    if (!(await this.load())) return this.hooks.say(this.problem || W.SAY.unreachable);
    this.fill(false);
    this.dialog.showModal();
  }

  /** @param {boolean} asking */
  fill(asking) {
    const { notice, known } = this;
    get("privacy-title").textContent = notice.title;
    get("privacy-lead").textContent = notice.lead;
    get("privacy-items").replaceChildren(
      ...notice.items.map((/** @type {string} */ item) => {
        const line = document.createElement("li");
        line.textContent = item;
        return line;
      }),
    );
    const at = known.decision === "agreed" && known.at ? known.at.slice(0, 16).replace("T", " ") : "";
    get("privacy-state").textContent = at ? notice.agreed.replace("{at}", at) : "";
    for (const [id, shown] of [["decline", asking], ["agree", asking], ["close", !asking], ["erase", !asking]])
      get(`privacy-${id}`).hidden = !shown;
    for (const id of ["decline", "agree", "close", "erase"]) get(`privacy-${id}`).textContent = notice[id];
  }

  /** @param {"agreed" | "declined"} decision */
  async decide(decision) {
    try {
      await this.keep(decision);
      if (decision === "declined") this.hooks.say(this.notice.declined);
    } catch (problem) {
      this.hooks.say(/** @type {any} */ (problem).note || this.notice.unreachable);
      if (/** @type {any} */ (problem).status === 409) this.notice = null;
    }
    this.settle(this.agreed());
    this.dialog.close();
  }

  /** @param {"agreed" | "declined"} decision */
  async keep(decision) {
    this.known = await net.decide(this.sender, this.notice.version, decision);
    if (decision === "agreed") storage.set(AGREED, this.notice.version);
  }

  /** @param {boolean} agreed */
  settle(agreed) {
    this.answer?.(agreed);
    this.answer = null;
  }
}

/** Forgets what this browser agreed to. */
export const forget = () => storage.remove(AGREED);
