import { NoTurn } from './domain/verification-records.js';

/**
 * One piece of work per key at a time in this process, in order of arrival. Keeps a caller number that floods us from
 * taking every database connection while its attempts wait for each other there.
 */
export class OnePerKey {
  private readonly last = new Map<string, Promise<void>>();

  /** @param maxWaitMs how long a turn is waited for, in milliseconds. */
  constructor(private readonly maxWaitMs: number) {}

  /** @throws NoTurn when the turn did not come in time; the work was not begun. */
  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.last.get(key) ?? Promise.resolve();
    let finish = () => {};
    const done = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const turn = before.then(() => done);
    this.last.set(key, turn);
    try {
      await inTime(before, this.maxWaitMs);
      return await work();
    } finally {
      finish();
      if (this.last.get(key) === turn) this.last.delete(key);
    }
  }
}

async function inTime(turn: Promise<void>, maxWaitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoTurn('too many wait for the same turn')), maxWaitMs);
  });
  try {
    await Promise.race([turn, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
