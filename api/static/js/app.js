// One conversation on the page: holds its state, draws it, and carries out what the user sets off.

import { render } from "/static/vendor/lit-html/lit-html.js";
import { Conversation } from "./conversation.js";
import { Composer } from "./composer.js";
import { Consent } from "./consent.js";
import { Files } from "./files.js";
import { Outbox } from "./outbox.js";
import { Staff } from "./staff.js";
import { Scroll } from "./scroll.js";
import { Sync } from "./sync.js";
import { copy } from "./env.js";
import * as dialogs from "./dialogs.js";
import * as net from "./net.js";
import * as W from "./wording.js";
import { logView } from "./views/messages.js";
import { panelView, stripView } from "./views/panel.js";

const STATUS_AFTER_MS = 700;
const node = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class App {
  /**
   * @param {string} sender
   * @param {{restart: () => void, erased: (text: string) => void}} leave
   * @param {string} farewell what was said when the conversation before was erased, "" usually
   */
  constructor(sender, leave, farewell) {
    this.leave = leave;
    this.farewell = farewell;
    this.conversation = new Conversation();
    this.restoring = true;
    this.restoreFailed = "";
    /** @type {{stages: any[], today: string | null}} */
    this.schedule = { stages: [], today: null };
    this.queued = false;
    /** @type {{id: string, note: string} | null} the rating that is open for a comment */
    this.rating = null;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.clock = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.statusTimer = undefined;
    this.composer = new Composer((text) => this.say(text, text));
    this.scroll = new Scroll();
    this.sync = new Sync(sender, this.conversation, {
      arrived: (fresh, first) => this.arrived(fresh, first),
      failed: (first, note) => this.readFailed(first, note),
      sending: () => Boolean(this.outbox.sending),
    });
    this.outbox = new Outbox(sender, {
      send: (body) => this.deliver(body),
      delivered: (entry, result) => this.delivered(entry, result),
      changed: () => this.draw(),
    });
    this.files = new Files(sender, {
      changed: () => this.draw(),
      ready: (upload) => this.fileReady(upload),
      taken: (upload) => this.fileTaken(upload),
    });
    this.staff = new Staff(sender, {
      changed: () => this.draw(),
      ready: (list) => this.fileReady(list),
    });
    this.watchFiles();
    this.consent = new Consent(sender, {
      erase: () => this.say(W.ERASE, W.ERASE),
      say: (text) => this.composer.say(text),
    });
    this.sheet = dialogs.sheet(() => this.paint());
    dialogs.resume((code) => this.say(W.RESUME.message(code), W.RESUME.message(code)));
    dialogs.restart(() => this.conversation.form()?.resume_code ?? null, leave.restart);
    this.doing = {
      say: (text, label) => this.say(text, label),
      retry: () => this.outbox.hurry(),
      edit: (entry) => this.edit(entry),
      discard: (entry) => this.discard(entry),
      resend: (turn) => this.outbox.add(turn.text, turn.text, this.conversation.lastSeq, turn.message_id),
      copyCode: (event, code) => this.copyCode(event, code),
      openSheet: () => this.sheet.open(),
      seeVerdict: () => this.seeVerdict(),
      pickValue: (upload, key, change) => this.files.pick(upload, key, change),
      pickAll: (upload, on) => this.files.pickAll(upload, on),
      takeFile: (upload) => this.files.take(upload),
      attachPhoto: (upload) => this.files.attach(upload, this.draftId()),
      dropList: (list) => this.staff.drop(list),
      attach: () => node("attach").click(),
      dropFile: (upload) => this.files.drop(upload),
      chooseRow: (upload, row) => this.files.read(upload, this.draftId(), row),
      rate: (turn, part, helpful) => this.rate(turn, part, helpful),
      comment: (event, turn, part) => this.comment(event, turn, part),
    };
  }

  start() {
    window.addEventListener("online", () => this.outbox.hurry());
    window.addEventListener("offline", () => this.draw());
    window.addEventListener("storage", (event) => {
      if (!event.key?.startsWith(this.outbox.prefix)) return;
      this.draw();
      // The tab that wrote it may be gone. Without locks both would send; then it is left to the writer.
      if ("locks" in navigator) this.outbox.drain();
    });
    window.addEventListener("beforeprint", () => this.unfold());
    this.sync.watch();
    this.draw();
    this.sync.refresh();
    this.outbox.drain();
    this.loadSchedule();
    this.files.restore();
    this.staff.load().then(() => this.greet());
    this.consent.load();
    this.composer.focus();
  }

  draftId() {
    return this.conversation.form()?.draft_id ?? null;
  }

  /** The button that opens the choice of a file; on a phone that offers the camera, too. */
  watchFiles() {
    const input = /** @type {HTMLInputElement} */ (node("file"));
    node("attach").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.addFiles([...(input.files ?? [])]);
      input.value = "";
    });
    this.composer.entry.addEventListener("paste", (event) => {
      if (!event.clipboardData?.files.length) return;
      event.preventDefault();
      this.addFiles([...event.clipboardData.files]);
    });
  }

  /** Reads them, after asking where they would be the first with personal data. @param {File[]} files */
  addFiles(files) {
    const lists = files.filter((file) => this.staff.takes(file, this.filling()));
    lists.forEach((file) => this.screen(file));
    files = files.filter((file) => !lists.includes(file));
    if (!files.length) return;
    this.consent.ask().then((agreed) => {
      if (agreed) files.forEach((file) => this.upload(file));
    });
  }

  /** Staff see first what is for them. */
  greet() {
    if (!this.staff.person) return;
    this.paint();
    if (!this.conversation.turns.length && !this.staff.lists.length) this.scroll.to(0, true);
  }

  /** A list of institutions from staff. @param {File} file */
  screen(file) {
    const list = this.staff.add(file, this.conversation.lastSeq);
    this.paint();
    this.scroll.turn(list.id);
  }

  /** @param {File} file */
  upload(file) {
    const upload = this.files.add(file, this.conversation.lastSeq, this.draftId());
    this.paint();
    this.scroll.turn(upload.id);
  }

  /** Brings what was read before the eyes, and before a screen reader. @param {any} upload a file or a list */
  fileReady(upload) {
    this.paint();
    this.scroll.turn(upload.id);
    node("status").textContent = upload.state === "ready" ? W.FILES.ready : upload.state === "done" ? W.STAFF.ready : upload.note;
    const card = /** @type {HTMLElement | null} */ (document.querySelector(`[data-file="${upload.id}"]`));
    card?.focus({ preventScroll: true });
  }

  /** The form goes on with what is still open. @param {import("./files.js").Upload} upload */
  fileTaken(upload) {
    this.draw();
    this.say(W.FILES.goOn.text, W.FILES.goOn.label);
  }

  /** Sends, after asking where the message would be the first with personal data. What is that is
   * only known once the notice was read. @param {string} text @param {string} label */
  say(text, label) {
    if (this.consent.notice || text === W.ERASE) return this.asked(text, label);
    this.consent.load().then(() => this.asked(text, label));
  }

  /** @param {string} text @param {string} label */
  asked(text, label) {
    if (text === W.ERASE || this.consent.free(text, this.filling())) return this.post(text, label);
    this.consent.ask().then((agreed) => {
      if (agreed) this.post(text, label);
      else if (!this.composer.entry.value) this.composer.put(text, true);
    });
  }

  /** Whether something is to be filled in. */
  filling() {
    const form = this.conversation.form();
    return Boolean(form?.field) && form.phase !== "paused";
  }

  /** @param {string} text @param {string} label */
  post(text, label) {
    this.farewell = "";
    const entry = this.outbox.add(text, label, this.conversation.lastSeq);
    this.paint();
    this.scroll.turn(entry.id);
    this.composer.focus();
  }

  /**
   * The server answers what it could not read (nothing but invisible characters, say) without making a
   * turn of it, under the number of the turn before. That is a refusal.
   */
  async deliver(body) {
    const result = await net.send(body);
    const turn = this.conversation.turns.find((t) => t.seq === result.seq);
    if (result.seq === 0 || (turn && turn.message_id !== body.message_id))
      throw new net.SendError(net.noteOf(result.response), false);
    return result;
  }

  /** @param {import("./outbox.js").Entry} entry @param {{seq: number | null, response: any[]}} result */
  delivered(entry, result) {
    const gone = result.response.find((reply) => reply.custom?.privacy === "erased");
    if (gone) return this.leave.erased(gone.text ?? "");
    const seq = result.seq ?? this.conversation.lastSeq + 1;
    this.conversation.merge([{ seq, message_id: entry.id, text: entry.text, response: result.response }]);
    this.restoreFailed = "";
    this.sync.ring();
    this.sync.answered();
    if (this.sync.person || result.response.some((reply) => reply.custom?.person)) this.sync.refresh();
    this.loadSchedule();
    this.show(entry.id, true);
    this.files.lookUpEarlier(this.conversation.form(), seq);
  }

  /** @param {any[]} fresh @param {boolean} first */
  arrived(fresh, first) {
    this.restoring = false;
    this.restoreFailed = "";
    for (const turn of fresh)
      if (turn.response && this.outbox.sending !== turn.message_id) this.outbox.remove(turn.message_id);
    if (first) {
      this.paint();
      node("log").setAttribute("aria-busy", "false");
      this.scroll.end(true);
    } else if (fresh.length) {
      this.show(fresh[fresh.length - 1].message_id, this.scroll.atEnd);
    } else {
      this.draw();
    }
  }

  /** @param {boolean} first @param {string} note what the server said, "" if nothing */
  readFailed(first, note) {
    if (first) {
      this.restoring = false;
      this.restoreFailed = note || W.SAY.restoreFailed;
    }
    node("log").setAttribute("aria-busy", "false");
    this.draw();
  }

  /** Draws, and brings a turn into view if `follow`. @param {string} id @param {boolean} follow */
  show(id, follow) {
    this.paint();
    if (follow) this.scroll.turn(id);
    else this.scroll.check();
  }

  async loadSchedule() {
    if (this.schedule.stages.length) return;
    try {
      this.schedule = await net.timeline();
      this.draw();
    } catch (_) {
      // The panel does without the stages; the next answer tries again.
    }
  }

  edit(entry) {
    this.outbox.remove(entry.id);
    this.composer.put(entry.text);
    this.composer.entry.focus();
  }

  discard(entry) {
    this.outbox.remove(entry.id);
    this.composer.entry.focus();
  }

  async copyCode(event, code) {
    const button = event.currentTarget;
    const done = await copy(code);
    node("status").textContent = done ? W.SAY.copied : W.SAY.copyFailed;
    button.textContent = done ? W.SAY.copied : W.SAY.copyFailed;
    setTimeout(() => (button.textContent = W.SAY.copy), 3000);
  }

  /** Keeps whether an answer helped; pressed again, takes it back. */
  async rate(turn, part, pressed) {
    const helpful = turn.feedback?.[part]?.helpful === pressed ? null : pressed;
    await this.keepRating(turn, part, helpful, turn.feedback?.[part]?.comment ?? "", W.RATING.thanks);
    document.getElementById(`comment-${turn.seq}.${part}`)?.focus({ preventScroll: true });
  }

  async comment(event, turn, part) {
    event.preventDefault();
    const comment = new FormData(event.target).get("comment")?.toString().trim() ?? "";
    const helpful = turn.feedback?.[part]?.helpful ?? false;
    await this.keepRating(turn, part, helpful, comment, W.RATING.kept);
  }

  async keepRating(turn, part, helpful, comment, thanks) {
    const id = `${turn.seq}.${part}`;
    try {
      await net.rate(this.sync.sender, turn.seq, part, helpful, comment);
      const { [part]: _, ...others } = turn.feedback ?? {};
      turn.feedback = helpful === null ? others : { ...others, [part]: { helpful, comment } };
      this.rating = helpful === null ? null : { id, note: thanks };
    } catch (problem) {
      this.rating = { id, note: (problem instanceof net.ReadError && problem.note) || W.RATING.failed };
    }
    this.paint();
  }

  seeVerdict() {
    this.sheet.close();
    const found = this.conversation.newest("verdict");
    if (!found) return;
    this.scroll.turn(found.turn.message_id);
    node("log").focus({ preventScroll: true });
  }

  unfold() {
    const folded = document.querySelectorAll("#log details:not([open])");
    folded.forEach((details) => details.setAttribute("open", ""));
    const fold = () => folded.forEach((details) => details.removeAttribute("open"));
    window.addEventListener("afterprint", fold, { once: true });
  }

  /** Draws soon; several calls in one task draw once. */
  draw() {
    if (this.queued) return;
    this.queued = true;
    queueMicrotask(() => this.paint());
  }

  paint() {
    this.queued = false;
    const { conversation } = this;
    const state = {
      conversation,
      entries: this.outbox.entries(),
      uploads: [...this.files.uploads, ...this.staff.lists],
      staff: this.staff.person,
      restoring: this.restoring,
      restoreFailed: this.restoreFailed || this.farewell,
      online: navigator.onLine,
      now: Date.now(),
      person: this.sync.person,
      rating: this.rating,
      ...this.schedule,
      form: conversation.form(),
      verdict: conversation.newest("verdict")?.value ?? null,
      firstWithCode: (/** @type {string} */ code) =>
        conversation.turns.find((t) => t.response?.some((r) => r.custom?.form?.resume_code === code)),
    };
    render(logView(state, this.doing), node("log"));
    render(panelView(state, this.doing), node("panel"));
    render(stripView(state, this.doing), node("strip"));
    if (this.sheet.isOpen()) render(panelView(state, this.doing), node("sheet-body"));
    this.tell(state.entries);
    this.scroll.check();
  }

  /** Tells a screen reader how the last message stands, and keeps the countdown going. */
  tell(entries) {
    const failed = entries.some((entry) => entry.state === "failed");
    const refused = entries.some((entry) => entry.state === "refused");
    const busy = entries.some((entry) => entry.state === "waiting");
    const text = failed ? W.SAY.failed : refused ? W.SAY.refusedSend : busy ? W.SAY.thinking : "";
    const status = node("status");
    clearTimeout(this.statusTimer);
    this.statusTimer = setTimeout(() => {
      if (status.textContent !== text) status.textContent = text;
    }, text ? STATUS_AFTER_MS : 0);
    if (failed && !this.clock) this.clock = setInterval(() => this.draw(), 1000);
    if (!failed && this.clock) {
      clearInterval(this.clock);
      this.clock = undefined;
    }
  }
}
