// The conversation as this tab knows it, and what follows from it. Pure data: no DOM, no network.

/**
 * @typedef {{title: string, payload: string}} Choice
 * @typedef {{text?: string, buttons?: Choice[], custom?: any}} Reply
 * @typedef {{seq: number, message_id: string, text: string, response: Reply[] | null, created_at?: string, feedback: Record<string, any>}} Turn
 */

export class Conversation {
  constructor() {
    /** @type {Turn[]} */
    this.turns = [];
  }

  get lastSeq() {
    return this.turns.length ? this.turns[this.turns.length - 1].seq : 0;
  }

  /** Adds or replaces turns by seq. @param {any[]} more @returns {Turn[]} those that were new or newly answered */
  merge(more) {
    const fresh = [];
    for (const raw of more) {
      const turn = normal(raw);
      if (!turn) continue;
      const at = this.turns.findIndex((t) => t.seq === turn.seq);
      if (at < 0) this.turns.push(turn);
      else if (turn.response && (!this.turns[at].response || (withheld(this.turns[at]) && !withheld(turn)))) this.turns[at] = turn;
      else continue;
      fresh.push(turn);
    }
    this.turns.sort((a, b) => a.seq - b.seq);
    return fresh;
  }

  /** What the user saw when they sent a turn: a button's title rather than its payload. @param {Turn} turn */
  saidIn(turn) {
    for (let i = this.turns.indexOf(turn) - 1; i >= 0; i--) {
      const button = choicesOf(this.turns[i]).find((b) => b.payload === turn.text);
      if (button) return button.title;
    }
    return turn.text;
  }

  /** The newest `custom` part that has `key`. @param {string} key @returns {{value: any, turn: Turn} | null} */
  newest(key) {
    for (let i = this.turns.length - 1; i >= 0; i--) {
      const turn = this.turns[i];
      for (const reply of [...(turn.response ?? [])].reverse())
        if (reply.custom?.[key]) return { value: reply.custom[key], turn };
    }
    return null;
  }

  /** The form under way or finished, with the resume code that an earlier turn may have carried. */
  form() {
    const found = this.newest("form");
    if (!found || found.value.status === "cancelled" || found.value.phase === "cancelled") return null;
    const form = { ...found.value };
    for (const { custom } of this.turns.flatMap((turn) => turn.response ?? [])) {
      if (custom?.form?.draft_id !== form.draft_id) continue;
      form.resume_code = custom.form.resume_code ?? form.resume_code;
      form.expires_on = custom.form.expires_on ?? form.expires_on;
    }
    return form;
  }
}

/** Whether the answer was given once and is not kept: what the log says in its place. @param {Turn} turn */
const withheld = (turn) => Boolean(turn.response?.some((reply) => reply.custom?.withheld));

/** @param {any} raw @returns {Turn | null} */
function normal(raw) {
  const seq = Number(raw?.seq);
  if (!Number.isInteger(seq) || seq < 1) return null;
  const response = Array.isArray(raw.response) ? raw.response : null;
  return {
    seq,
    message_id: String(raw.message_id ?? `seq-${seq}`),
    text: String(raw.text ?? ""),
    response,
    created_at: raw.created_at,
    feedback: raw.feedback ?? {},
  };
}

/** @param {Turn} turn @returns {Choice[]} */
export const choicesOf = (turn) =>
  (turn.response ?? []).flatMap((reply) => (Array.isArray(reply.buttons) ? reply.buttons : []));
