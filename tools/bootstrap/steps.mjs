const SLOW_MS = 1_000;
const FRAME_MS = 120;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const CLEAR_LINE = '\r\u001b[2K';

/**
 * Shows what is going on, on a stream. On a terminal the steps under way turn; anywhere else a step is named once it
 * has taken a second. Each step that ends well is told with the time it took; several may be under way at once.
 */
export class Steps {
  #out;
  #underWay = new Set();
  #timer;
  #frame = 0;
  #hushed = false;

  constructor(out = process.stdout) {
    this.#out = out;
  }

  /** Runs one step; its failure is passed on untold, as whoever catches it tells it. */
  async step(title, work) {
    const startedAt = globalThis.performance.now();
    const slow = setTimeout(() => !this.#out.isTTY && this.say(`… ${title}`), SLOW_MS);
    this.#underWay.add(title);
    this.#turn();
    try {
      const result = await work();
      this.#end(title, slow);
      this.say(`✓ ${title} (${seconds(globalThis.performance.now() - startedAt)})`);
      return result;
    } finally {
      this.#end(title, slow);
    }
  }

  /** Nothing is told any more of steps under way: after the reason why all of it ends, they are of no interest. */
  hush() {
    this.#hushed = true;
    this.#underWay.clear();
    clearTimeout(this.#timer);
    if (this.#out.isTTY) this.#out.write(CLEAR_LINE);
  }

  /** Writes a line without tearing what turns. */
  say(line) {
    if (this.#hushed) return;
    this.#out.write(`${this.#out.isTTY ? CLEAR_LINE : ''}${line}\n`);
  }

  #end(title, slow) {
    clearTimeout(slow);
    this.#underWay.delete(title);
    if (this.#underWay.size > 0 || this.#hushed) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#out.isTTY) this.#out.write(CLEAR_LINE);
  }

  #turn() {
    if (!this.#out.isTTY || this.#timer || this.#hushed) return;
    const draw = () => {
      this.#frame = (this.#frame + 1) % FRAMES.length;
      this.#out.write(`${CLEAR_LINE}${FRAMES[this.#frame]} ${[...this.#underWay].join(', ')}`);
      this.#timer = setTimeout(draw, FRAME_MS);
    };
    this.#timer = setTimeout(draw, FRAME_MS);
  }
}

/** A duration as people read it. */
export function seconds(durationMs) {
  return `${(durationMs / 1_000).toFixed(1)} s`;
}
