// Where the log stands. A new answer is shown from its beginning, not its end.

const NEAR = 80;
const FAR = 0.5; // of the log's height: what was said leaves too little of the answer in view
const LEFT = 64; // pixels of what was said that stay in view above the answer

export class Scroll {
  constructor() {
    this.log = /** @type {HTMLElement} */ (document.getElementById("log"));
    this.button = /** @type {HTMLElement} */ (document.getElementById("to-latest"));
    this.stuck = true;
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.button.addEventListener("click", () => {
      this.to(this.log.scrollHeight);
      this.log.focus({ preventScroll: true });
    });
    // When the input line grows or the keyboard rises, the end stays in view for who was reading it.
    new ResizeObserver(() => (this.stuck ? this.end(true) : this.check())).observe(this.log);
  }

  scrolled() {
    this.stuck = this.atEnd;
    this.check();
  }

  get atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
  }

  check() {
    this.button.hidden = this.atEnd || !this.log.querySelector(".turn");
  }

  /** @param {number} top @param {boolean} [jump] */
  to(top, jump = false) {
    // Before the scrolling begins: a change of size on the way must not jump to the end.
    this.stuck = this.log.scrollHeight - top - this.log.clientHeight < NEAR;
    const still = jump || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.log.scrollTo({ top, behavior: still ? "auto" : "smooth" });
    this.check();
  }

  end(jump = false) {
    this.to(this.log.scrollHeight, jump);
  }

  /** Shows a turn: whole if it fits, else from its first line; below what was pasted where that is
   *  so long that hardly anything of the answer would be seen. @param {string} id */
  turn(id) {
    const node = /** @type {HTMLElement | null} */ (this.log.querySelector(`[data-id="${CSS.escape(id)}"]`));
    if (!node) return;
    const reply = /** @type {HTMLElement | null} */ (node.querySelector(".reply"));
    const before = reply ? reply.getBoundingClientRect().top - node.getBoundingClientRect().top : 0;
    const long = before > this.log.clientHeight * FAR;
    this.to(node.offsetTop - 16 + (long ? before - LEFT : 0));
  }
}
