import { setTimeout as sleep } from 'node:timers/promises';
import { exactly, type Figure, timed, told } from '../figures.js';
import type { Size } from '../suite.js';
import { type Call, Customer, type Errand } from './customer.js';
import { provider } from './provider.js';
import type { SupervisedBank } from './supervised-bank.js';

/** Undisturbed calls that are played at once, which must not disturb each other. */
const REHEARSED_AT_ONCE = 8;
const REHEARSALS = 3;
/** The first calls come within so many times what clients think before a key. */
const BEGIN_WITHIN_THOUGHTS = 2;

/** Honest clients who telephone all along: as soon as one is served the next one calls. */
export class CallLoad {
  private readonly lines: Promise<void>[];
  private readonly done: { errand: Errand; call: Call }[] = [];
  private underWay = 0;
  private goesOn = true;

  private constructor(
    private readonly bank: SupervisedBank,
    private readonly undisturbed: ReadonlyMap<Errand, Call>,
    private readonly thinkMs: number,
    linesEach: number,
  ) {
    const errands = Array.from(undisturbed.keys()).flatMap((errand) => Array<Errand>(linesEach).fill(errand));
    // People do not all call in the same second.
    const apartMs = (BEGIN_WITHIN_THOUGHTS * thinkMs) / errands.length;
    this.lines = errands.map(async (errand, index) => {
      await sleep(index * apartMs);
      await this.callAgainAndAgain(errand, index % 2);
    });
  }

  /**
   * Plays each errand once undisturbed, for the transcript that counts, and then has calls for each under way, half of them on each
   * gateway first: returns when all have begun.
   * @param linesEach calls for the same errand at once: only where no PIN is keyed in, as nobody has two hands for that.
   * @param thinkMs between hearing and pressing, milliseconds.
   * @throws Error when an errand fails without any fault.
   */
  static async begin(
    bank: SupervisedBank,
    { errands, linesEach = 1, thinkMs }: { errands: readonly Errand[]; linesEach?: number; thinkMs: number },
  ): Promise<CallLoad> {
    const undisturbed = new Map<Errand, Call>();
    for (let from = 0; from < errands.length; from += REHEARSED_AT_ONCE) {
      const some = errands.slice(from, from + REHEARSED_AT_ONCE);
      const calls = await Promise.all(some.map(async (errand) => [errand, await rehearsed(bank, errand)] as const));
      for (const [errand, call] of calls) undisturbed.set(errand, call);
    }
    const load = new CallLoad(bank, undisturbed, thinkMs, linesEach);
    await sleep(BEGIN_WITHIN_THOUGHTS * thinkMs);
    return load;
  }

  /** Calls that are over so far. */
  get calls(): readonly Call[] {
    return this.done.map(({ call }) => call);
  }

  /** Calls that are going on. */
  get linesBusy(): number {
    return this.underWay;
  }

  /** No new calls; waits until those under way are over. */
  async end(): Promise<readonly Call[]> {
    this.goesOn = false;
    await Promise.all(this.lines);
    return this.calls;
  }

  /**
   * Nobody is cut off: every call brings what was wanted, and whoever was told "not available now" heard in the end what an
   * undisturbed call hears. An apology and an agent is what a step comes to that cannot be taken in time: a figure of its own
   * where nothing else runs.
   */
  survival(size: Size): Figure[] {
    const [survived, ...others] = this.survivalOrAgent();
    return [
      ...(survived ? [survived] : []),
      timed(size, exactly('of which handed to an agent', this.agents, 0)),
      ...others,
    ];
  }

  /** The same where an apology and an agent is as good: what a call stands on is away. */
  survivalOrAgent(): Figure[] {
    const served = this.done.filter(({ call }) => call.end === 'served');
    const differing = served.filter(({ errand, call }) => !isAlike(call, this.undisturbed.get(errand)));
    const lost = this.done.find(({ call }) => call.end === 'lost');
    const [differs] = differing;
    const all = this.done.length;
    return [
      exactly(`calls that survive or reach an agent, of ${all}`, served.length + this.agents, all),
      exactly('calls that end with other information than undisturbed', differing.length, 0),
      ...(lost ? [told('why a line broke', lost.call.because ?? '')] : []),
      ...(differs ? [told('heard instead', differs.call.wanted.at(-1) ?? '')] : []),
    ];
  }

  /** Of all steps of the calls that are over. */
  get slowestStepSeconds(): number {
    return Math.max(0, ...this.steps().map(({ tookMs }) => tookMs)) / 1_000;
  }

  /** Calls that were handed to an agent nobody had asked for. */
  private get agents(): number {
    return this.calls.filter(({ end }) => end === 'agent').length;
  }

  /** How often clients were told "not available now". */
  get unavailable(): number {
    return this.calls.reduce((sum, call) => sum + call.unavailable, 0);
  }

  /** Every step of the calls that are over. */
  steps(): Call['steps'] {
    return this.calls.flatMap(({ steps }) => steps);
  }

  private async callAgainAndAgain(errand: Errand, primary: number): Promise<void> {
    while (this.goesOn) {
      this.underWay += 1;
      const call = await new Customer(errand, this.thinkMs).call(provider(this.bank, primary));
      this.underWay -= 1;
      this.done.push({ errand, call });
    }
  }
}

/** The machine may be so busy that a call is refused without any fault; not every time. */
async function rehearsed(bank: SupervisedBank, errand: Errand, tries = REHEARSALS): Promise<Call> {
  const call = await new Customer(errand).call(provider(bank));
  if (call.end === 'served' && call.unavailable === 0) return call;
  if (tries > 1) return rehearsed(bank, errand, tries - 1);
  throw new Error(`without any fault a call ends ${call.end}: ${call.because ?? call.transcript.join(' / ')}`);
}

/** A call that was never put off is word for word the undisturbed one; another has brought the same information. */
function isAlike(call: Call, undisturbed: Call | undefined): boolean {
  const compared = (one: Call | undefined) => (call.unavailable === 0 ? one?.transcript : one?.wanted);
  return JSON.stringify(compared(call)) === JSON.stringify(compared(undisturbed));
}
