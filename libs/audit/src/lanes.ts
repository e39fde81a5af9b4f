import type { Head } from './chain.js';

/** Chains of a schema. More than the connections of a service, so that no call waits for another call's row. */
export const LANES = 16;

/** A lane that is ours until it is given back. */
export interface Lane {
  readonly number: number;
  /** Where its chain ends as far as this process knows; undefined: the database must be asked. */
  readonly head: Head | undefined;
}

/** All lanes stayed busy for too long. */
export class NoLane extends Error {
  override readonly name = 'NoLane';
  constructor() {
    super('every lane of the audit trail is busy');
  }
}

/**
 * Gives out lanes, each to one writer of this process at a time. The lane used last is used again, so that processes
 * keep to lanes of their own: one in which another process was first goes to the end.
 */
export class Lanes {
  private readonly heads = new Map<number, Head>();
  private readonly free: number[];
  private readonly waiting: ((lane: number) => void)[] = [];

  constructor(private readonly maxWaitMs: number) {
    const first = Math.floor(Math.random() * LANES);
    this.free = Array.from({ length: LANES }, (_, index) => ((first + index) % LANES) + 1);
  }

  /** @throws NoLane when none becomes free in time. */
  async take(): Promise<Lane> {
    const number = this.free.pop() ?? (await this.next());
    return { number, head: this.heads.get(number) };
  }

  /** @param head where the chain ends now; undefined: not known, or another process was first. */
  giveBack({ number }: Lane, head: Head | undefined): void {
    if (head) this.heads.set(number, head);
    else this.heads.delete(number);
    const next = this.waiting.shift();
    if (next) next(number);
    else if (head) this.free.push(number);
    else this.free.unshift(number);
  }

  private next(): Promise<number> {
    return new Promise((resolve, reject) => {
      const waiter = (lane: number) => {
        clearTimeout(timer);
        resolve(lane);
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        reject(new NoLane());
      }, this.maxWaitMs);
      this.waiting.push(waiter);
    });
  }
}
