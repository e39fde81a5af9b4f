import { availableParallelism } from 'node:os';
import { PinNotCompared, type PinCheckPriority } from '../domain/pin-verifier.js';

/** `background` waits as long as it takes and only while nobody on the phone waits. */
export type HashPriority = PinCheckPriority | 'background';

export interface HashQueueLimits {
  /** Hashes at a time. */
  readonly atOnce: number;
  /** Checks of callers that may wait. */
  readonly maxWaiting: number;
  /** How long a caller's check may wait, in milliseconds. */
  readonly maxWaitMs: number;
}

/** libuv runs native work on this many threads unless UV_THREADPOOL_SIZE says otherwise. */
const LIBUV_THREADS = 4;

/** S15: at most one hash per core, 16 waiting, none older than two seconds. */
export const HASH_QUEUE_LIMITS: HashQueueLimits = {
  atOnce: Math.min(availableParallelism(), Number(process.env['UV_THREADPOOL_SIZE'] ?? LIBUV_THREADS)),
  maxWaiting: 16,
  maxWaitMs: 2_000,
};

interface Waiting {
  readonly priority: HashPriority;
  readonly start: () => void;
  readonly turnAway: () => void;
  readonly timer: NodeJS.Timeout | undefined;
}

const ORDER: readonly HashPriority[] = ['own', 'other', 'background'];

/**
 * Lets expensive hashes through a few at a time, so that hashing starves nobody (S15): own numbers first, then others,
 * then work nobody waits for. When it is full, a caller on an own number takes the place of the latest other.
 */
export class HashQueue {
  private readonly waiting: Waiting[] = [];
  private running = 0;

  constructor(private readonly limits: HashQueueLimits = HASH_QUEUE_LIMITS) {}

  /** @throws PinNotCompared when the queue is full or the turn came too late; the work was not begun. */
  async run<Result>(priority: HashPriority, work: () => Promise<Result>): Promise<Result> {
    await this.turn(priority);
    try {
      return await work();
    } finally {
      this.running--;
      this.startNext();
    }
  }

  private turn(priority: HashPriority): Promise<void> {
    if (this.running < this.limits.atOnce) {
      this.running++;
      return Promise.resolve();
    }
    if (priority !== 'background' && !this.makeRoom(priority)) {
      return Promise.reject(new PinNotCompared('too many checks wait'));
    }
    return new Promise((start, reject) => {
      const turnAway = () => {
        this.leave(waiting);
        reject(new PinNotCompared('the check waited too long'));
      };
      const timer = priority === 'background' ? undefined : setTimeout(turnAway, this.limits.maxWaitMs);
      const waiting: Waiting = { priority, start, turnAway, timer };
      this.waiting.push(waiting);
    });
  }

  private makeRoom(priority: PinCheckPriority): boolean {
    const callers = this.waiting.filter((waiting) => waiting.priority !== 'background');
    if (callers.length < this.limits.maxWaiting) return true;
    const latestOther = callers.findLast((waiting) => waiting.priority === 'other');
    if (priority !== 'own' || !latestOther) return false;
    latestOther.turnAway();
    return true;
  }

  private startNext(): void {
    const next = ORDER.map((priority) => this.waiting.find((waiting) => waiting.priority === priority)).find(
      (waiting) => waiting !== undefined,
    );
    if (!next) return;
    this.leave(next);
    this.running++;
    next.start();
  }

  private leave(gone: Waiting): void {
    clearTimeout(gone.timer);
    this.waiting.splice(this.waiting.indexOf(gone), 1);
  }
}
