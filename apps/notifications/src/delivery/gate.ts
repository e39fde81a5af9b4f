import type { Outcome } from '../domain/delivery.js';

/** First and longest pause before a server that is away is tried again, in milliseconds. */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** After the server was full, so long no more connections are tried, in milliseconds: each that is refused delays an e-mail. */
const FULL_MS = 2_000;
/** For each e-mail the server may take its time over, so many more may be under way. */
const STALLED_PER_SLOT = 2;

/** Whether and why nothing is being sent. */
export interface Absence {
  readonly since: Date;
  readonly problem: string;
}

/**
 * How many e-mails may be under way. Fewer when the server takes fewer connections (F18), none while it is away except one
 * to try it (F17); those that stand still give their place to others, up to a bound (F15).
 */
export class Gate {
  private limit: number;
  private running = 0;
  private stalled = 0;
  private goodsInARow = 0;
  private answers = 0;
  private fullUntil = 0;
  private away: { since: Date; problem: string; until: number; times: number } | undefined;

  /** @param most e-mails at a time, when all is well. */
  constructor(
    private readonly most: number,
    /** Milliseconds of a clock that nobody sets (F19). */
    private readonly now: () => number = () => performance.now(),
    private readonly random: () => number = Math.random,
  ) {
    this.limit = most;
  }

  /** The most connections that can ever be in use. */
  static connections(most: number): number {
    return most * (1 + STALLED_PER_SLOT);
  }

  /** How many may begin at this moment. */
  get free(): number {
    if (this.away) return this.now() >= this.away.until && this.running === 0 ? 1 : 0;
    const room = Gate.connections(this.most) - this.running - this.stalled;
    return Math.max(0, Math.min(this.limit - this.running, room));
  }

  /** How long nothing is tried, in milliseconds; `undefined`: not because the server is away. */
  get pausedForMs(): number | undefined {
    return this.away && Math.max(this.away.until - this.now(), 0);
  }

  get absence(): Absence | undefined {
    return this.away;
  }

  get underWay(): number {
    return this.running + this.stalled;
  }

  /** One e-mail begins; the place it takes is given back by {@link Place.end}. */
  enter(): Place {
    this.running += 1;
    const answersBefore = this.answers;
    let state: 'running' | 'stalled' | 'ended' = 'running';
    return {
      stall: () => {
        if (state !== 'running') return;
        state = 'stalled';
        this.running -= 1;
        this.stalled += 1;
      },
      end: (outcome) => {
        if (state === 'ended') return;
        if (state === 'running') this.running -= 1;
        else this.stalled -= 1;
        state = 'ended';
        this.learn(outcome, this.answers > answersBefore);
      },
    };
  }

  /** @param answeredMeanwhile whether the server took or refused another e-mail since this one began. */
  private learn(outcome: Outcome | undefined, answeredMeanwhile: boolean): void {
    if (outcome === undefined) return;
    if (outcome.kind !== 'postponed') {
      this.answered(outcome);
      return;
    }
    if (outcome.because === 'server-away') this.isAway(outcome.reply);
    if (outcome.because === 'server-busy') this.isBusy(outcome.reply, answeredMeanwhile);
  }

  private answered(outcome: Outcome): void {
    // A document that could not be made says nothing about the server; a sent e-mail does.
    if (outcome.kind === 'sent' || outcome.kind === 'refused') {
      this.away = undefined;
      this.answers += 1;
    }
    if (outcome.kind !== 'sent' || this.limit >= this.most || this.now() < this.fullUntil) return;
    this.goodsInARow += 1;
    if (this.goodsInARow < this.limit) return;
    this.goodsInARow = 0;
    this.limit += 1;
  }

  private isBusy(problem: string, answeredMeanwhile: boolean): void {
    this.goodsInARow = 0;
    this.fullUntil = this.now() + FULL_MS;
    // Not even one connection: as good as away.
    if (this.running === 0 && this.stalled === 0 && !answeredMeanwhile) {
      this.isAway(problem);
      return;
    }
    this.limit = Math.max(1, Math.min(this.limit - 1, this.running));
  }

  private isAway(problem: string): void {
    const now = this.now();
    // Several that failed together are one absence.
    if (this.away && now < this.away.until) return;
    const times = (this.away?.times ?? 0) + 1;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(times - 1, 10), LONGEST_PAUSE_MS);
    const since = this.away?.since ?? new Date();
    this.away = { since, problem, times, until: now + pause * (0.8 + 0.4 * this.random()) };
  }
}

/** The place of one e-mail under way. */
export interface Place {
  /** It stands still: another may begin meanwhile. */
  readonly stall: () => void;
  /** It has ended; `undefined`: in a way that says nothing about the server. */
  readonly end: (outcome: Outcome | undefined) => void;
}
