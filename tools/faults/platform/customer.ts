import type { PromptId } from '#libs/speech';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayUnreachable } from '../../call/lines/post.js';
import { type Heard, LineFault, type PhoneLine, type Stage } from '../../call/phone-line.js';

/** What a client calls for, and what is pressed on the way there. */
export interface Errand {
  /** The number that is shown. */
  readonly from: string;
  /** Keys by what is offered: the first that was heard counts, so that one finds back from wherever a fault has led. */
  readonly keys: readonly (readonly [heard: PromptId, keys: string])[];
  /** The sentence for which one called; any of them. */
  readonly wants: readonly PromptId[];
  /** How often it is wanted before one hangs up. */
  readonly times: number;
}

/** One step of a call, from what was keyed in to the answer. */
export interface Step {
  /** So many keys were pressed; none: the call began. */
  readonly keys: number;
  readonly askedAt: number;
  readonly tookMs: number;
  readonly isUnavailable: boolean;
}

/** What became of a call. */
export interface Call {
  /** `served`: all that was wanted was heard. `agent`: handed to an agent unasked. `lost`: the line broke. */
  readonly end: 'served' | 'agent' | 'lost';
  /** Everything that was heard, turn by turn. */
  readonly transcript: readonly string[];
  /** The turns that brought what was wanted. */
  readonly wanted: readonly string[];
  /** How often "not available now" was heard. */
  readonly unavailable: number;
  readonly steps: readonly Step[];
  /** Why the line broke. */
  readonly because?: string;
}

/** A client is patient, and yet has a life: a call with more turns is given up as lost. */
const MOST_TURNS = 1_000;

/**
 * At these the number is looked up a second time and never again in the call (requirements 4.1): whoever is refused here
 * hangs up and calls again.
 */
const LOOKED_UP_AT: readonly PromptId[] = ['individual.option.cards', 'individual.option.accounts'];

const UNAVAILABLE: readonly PromptId[] = ['error.information-unavailable', 'email.failed'];

/** Somebody who wants to hear something, goes back to it after every "not available now", and does not tell two turns alike. */
export class Customer {
  private readonly transcript: string[] = [];
  private readonly wanted: string[] = [];
  private readonly steps: Step[] = [];
  private unavailable = 0;

  /** @param thinkMs between hearing and pressing, milliseconds. */
  constructor(
    private readonly errand: Errand,
    private readonly thinkMs = 0,
  ) {}

  /** The whole call, from answer to hang-up. Never fails: a line that breaks is an end like another. */
  async call(stage: Stage): Promise<Call> {
    try {
      let end: Call['end'] | 'putOff';
      do end = await this.talk(stage.dial(this.errand.from));
      while (end === 'putOff');
      return this.ended(end);
    } catch (error) {
      if (!(error instanceof LineFault) && !(error instanceof GatewayUnreachable)) throw error;
      return { ...this.ended('lost'), because: error.message };
    }
  }

  private async talk(line: PhoneLine): Promise<Call['end'] | 'putOff'> {
    let heard = await this.timed(0, () => line.start());
    while (this.wanted.length < this.errand.times) {
      if (heard.awaits.kind !== 'keys')
        return heard.awaits.kind === 'transfer' ? 'agent' : this.lost('the bank hung up');
      if (this.steps.length > MOST_TURNS)
        return this.lost(`it did not get anywhere: ${this.transcript.slice(-3).join(' / ')}`);
      if (this.thinkMs > 0) await sleep(this.thinkMs);
      const [offer, keys] = this.choiceAfter(heard);
      heard = await this.timed(keys.length, () => line.press(keys));
      if (LOOKED_UP_AT.includes(offer) && this.steps.at(-1)?.isUnavailable) {
        await line.hangUp();
        return 'putOff';
      }
    }
    await line.hangUp();
    return 'served';
  }

  private lost(because: string): never {
    throw new LineFault(because);
  }

  private choiceAfter({ parts }: Heard): Errand['keys'][number] {
    const prompts = new Set(parts.flatMap(({ prompt, alsoReads = [] }) => [prompt, ...alsoReads]));
    const choice = this.errand.keys.find(([prompt]) => prompts.has(prompt));
    return choice ?? this.lost(`nobody knows what to press after: ${this.transcript.at(-1) ?? 'nothing'}`);
  }

  /** @returns the last turn, which is where the call stands. */
  private async timed(keys: number, ask: () => Promise<Heard[]>): Promise<Heard> {
    const askedAt = Date.now();
    const began = performance.now();
    const turns = await ask();
    const tookMs = performance.now() - began;
    const prompts = turns.flatMap(({ parts }) => parts.map(({ prompt }) => prompt));
    const hasHeard = (some: readonly PromptId[]) => some.some((prompt) => prompts.includes(prompt));
    const isUnavailable = hasHeard(UNAVAILABLE);
    this.steps.push({ keys, askedAt, tookMs, isUnavailable });
    if (isUnavailable) this.unavailable += 1;
    for (const { parts } of turns) this.transcript.push(parts.map(({ text }) => text).join(' '));
    if (hasHeard(this.errand.wants)) this.wanted.push(this.transcript.at(-1) ?? '');
    return turns.at(-1) ?? this.lost('nothing was said');
  }

  private ended(end: Call['end']): Call {
    const { transcript, wanted, unavailable, steps } = this;
    return { end, transcript, wanted, unavailable, steps };
  }
}
