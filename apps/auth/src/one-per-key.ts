import { NoTurn } from './domain/turn.js';

/**
 * One piece of work per key at a time in this process, in order of arrival. Keeps a caller number that floods us from
 * taking every database connection while its attempts wait for each other there.
 */
export class OnePerKey {
  private readonly last = new Map<string, Promise<void>>();

  /**
   * @param notAfter how long the turn is waited for, by `performance.now`.
   * @throws NoTurn when the turn did not come in time; the work was not begun.
   */
  async run<Result>(key: string, notAfter: number, work: () => Promise<Result>): Promise<Result> {
    const before = this.last.get(key) ?? Promise.resolve();
    let finish = () => {};
    const done = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const turn = before.then(() => done);
    this.last.set(key, turn);
    try {
      await inTime(before, notAfter - performance.now());
      return await work();
    } finally {
      finish();
      if (this.last.get(key) === turn) this.last.delete(key);
    }
  }
}

async function inTime(turn: Promise<void>, waitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoTurn('too many wait for the same turn')), waitMs);
  });
  try {
    await Promise.race([turn, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
