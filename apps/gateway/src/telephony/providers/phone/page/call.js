/* global AbortController, crypto */
// One call, from dialling to its end: says what the gateway wants said, collects what it wants collected, reports back.

import { Refused, report, reportOnLeaving } from './gateway.js';
import { KeyLine } from './line.js';

const CALL_ADDRESS = 'telephony/phone/call';

/**
 * The parts a call uses and what it tells the page:
 * `onWaiting({ digits, typed, ms })` while keys are awaited, `onTransfer(transfer, answer)` when people are to be rung,
 * `onEnd(reason)` once.
 */
export class Call {
  #id = newId();
  #parts;
  #line;
  #speaking = new AbortController();
  #over = false;
  #hangUpAddress;
  /** Who ended the call, until the gateway has been told. */
  #endedBy;

  constructor(parts) {
    this.#parts = parts;
    this.#line = new KeyLine({
      start: (ms, then) => {
        this.#parts.onTimer(ms);
        return setTimeout(then, ms);
      },
      stop: (timer) => {
        this.#parts.onTimer(undefined);
        clearTimeout(timer);
      },
    });
  }

  /** Dials. */
  async start(callerNumber) {
    await this.#step(CALL_ADDRESS, { callerNumber });
  }

  /** A key of the keypad. */
  press(key) {
    if (!this.#over) this.#line.press(key);
  }

  /** The caller hangs up. */
  async hangUp() {
    await this.#end('caller', 'You hung up.');
  }

  /** The page goes away: the other side is told, nobody waits. */
  leave() {
    if (this.#over || !this.#hangUpAddress) return;
    this.#over = true;
    reportOnLeaving(this.#hangUpAddress, { call: this.#id, by: 'caller' });
  }

  /** Reports one thing and does what the answer says. */
  async #step(address, content, isSensitive = false) {
    this.#parts.onWaiting(undefined);
    try {
      const turn = await report(address, { call: this.#id, ...content }, (exchange) =>
        this.#parts.onExchange(exchange, isSensitive),
      );
      this.#hangUpAddress = turn.links.hangUp;
      // Somebody may have hung up while the answer was on its way, at dialling even before there was an address for it.
      if (this.#over) await this.#tellEnd();
      else await this.#take(turn);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const isGone = error.status === 404 || error.status === 409;
      this.#finish(isGone ? 'The gateway no longer knows this call.' : 'The gateway does not answer.');
    }
  }

  async #take(turn) {
    const { then } = turn;
    if (turn.keysAhead === 'discarded') this.#line.forget();
    await this.#say(turn.notice, new AbortController());
    switch (then.kind) {
      case 'collect':
        return this.#collect(then, turn.say);
      case 'transfer':
        return this.#transfer(then, turn.say);
      default:
        await this.#say(turn.say, new AbortController());
        return this.#end('provider', 'The bank hung up.');
    }
  }

  async #collect(then, say) {
    const speaking = new AbortController();
    const waiting = { digits: then.digits, isSensitive: then.sensitive };
    const outcome = new Promise((resolve) => {
      this.#line.collect(then, {
        onKey: (typed) => {
          speaking.abort();
          this.#parts.onWaiting({ ...waiting, typed });
        },
        onEnd: resolve,
      });
    });
    if (!speaking.signal.aborted) this.#parts.onWaiting({ ...waiting, typed: 0 });
    await this.#say(say, speaking);
    if (this.#over) return;
    this.#line.promptsOver();
    const { kind, ...input } = await outcome;
    this.#parts.transcript.caller({ kind, ...input }, then.sensitive);
    if (kind === 'noInput') await this.#step(then.links.noInput, {});
    else await this.#step(then.links.input, input, then.sensitive);
  }

  async #transfer(then, say) {
    this.#line.forget();
    await this.#say(say, new AbortController());
    if (this.#over) return;
    const outcome = await this.#parts.onTransfer(then);
    if (!this.#over) await this.#step(then.links.transfer, { outcome });
  }

  async #say(lines, speaking) {
    if (this.#over) return;
    this.#speaking = speaking;
    let current;
    await this.#parts.earpiece.say(lines, speaking.signal, (line) => {
      current = this.#parts.transcript.bank(line);
    });
    if (speaking.signal.aborted) current?.cut();
  }

  async #end(by, reason) {
    if (this.#over) return;
    this.#endedBy = by;
    this.#finish(reason);
    await this.#tellEnd();
  }

  async #tellEnd() {
    if (!this.#hangUpAddress || !this.#endedBy) return;
    const content = { call: this.#id, by: this.#endedBy };
    this.#endedBy = undefined;
    try {
      await report(this.#hangUpAddress, content, (exchange) => this.#parts.onExchange(exchange, false));
    } catch (error) {
      // The gateway ends a call by itself that it does not hear of.
      if (!(error instanceof Refused)) throw error;
    }
  }

  #finish(reason) {
    if (this.#over) return;
    this.#over = true;
    this.#speaking.abort();
    this.#line.stop();
    this.#parts.onEnd(reason);
  }
}

/** 128 random bits; `crypto.randomUUID` is missing on pages that were not loaded over TLS. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
