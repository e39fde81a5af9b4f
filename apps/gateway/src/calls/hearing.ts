import type { Language } from '#libs/speech';
import { setTimeout as sleep } from 'node:timers/promises';

/** A step took longer than its caller is left to wait; whatever of it is still under way is not begun any more. */
export class StepTooLate extends Error {
  override readonly name = 'StepTooLate';
}

/** What one event has come to so far, and how long its caller has waited. */
export class Hearing {
  language: Language = 'sq';
  /** A credential is being verified: it is answered no sooner than any other (S13). */
  verified = false;
  private readonly began = performance.now();
  private isOver = false;

  get tookMs(): number {
    return performance.now() - this.began;
  }

  /**
   * Waits for the step's work, not longer than the caller is to wait.
   * @throws StepTooLate then; the work goes on, and finds that it is over.
   */
  async inTime<Result>(work: Promise<Result>, withinMs: number): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.isOver = true;
        reject(new StepTooLate(`longer than ${withinMs} ms`));
      }, withinMs - this.tookMs);
    });
    try {
      return await Promise.race([work, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asked before a step is written down: what the caller does not hear is not to have happened. @throws StepTooLate. */
  mustGoOn(): void {
    if (this.isOver) throw new StepTooLate('the caller has been answered');
  }

  /** Right and wrong, found and unknown: all are answered after the same time (S13). */
  async keepFloor(floorMs: number): Promise<void> {
    for (;;) {
      const leftMs = floorMs - this.tookMs;
      if (leftMs <= 0) return;
      await sleep(Math.ceil(leftMs));
    }
  }
}
