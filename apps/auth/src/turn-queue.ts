import { NoTurn, type Turn } from './domain/turn.js';

/** For work that waits as long as it takes, behind every caller and without taking a caller's place. */
export const PATIENT = { priority: 'patient', notAfter: Infinity } as const;

export interface TurnLimits {
  /** Pieces of work at a time. */
  readonly atOnce: number;
  /** Callers that may wait. */
  readonly maxWaiting: number;
}

type Priority = Turn['priority'] | 'patient';

interface Waiting {
  readonly priority: Priority;
  readonly start: () => void;
  readonly turnAway: (why: string) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

const ORDER: readonly Priority[] = ['own', 'other', 'patient'];

/**
 * Lets expensive work through a few pieces at a time, so that it starves nobody (S15): own numbers first, then others,
 * then what is patient. When it is full, a caller on an own number takes the place of the latest other.
 */
export class TurnQueue {
  private readonly waiting: Record<Priority, Set<Waiting>> = {
    own: new Set(),
    other: new Set(),
    patient: new Set(),
  };
  private running = 0;

  constructor(private readonly limits: TurnLimits) {}

  /** Pieces of work under way and waiting. */
  get load(): { running: number; waiting: number } {
    const { own, other, patient } = this.waiting;
    return { running: this.running, waiting: own.size + other.size + patient.size };
  }

  /** @throws NoTurn when the queue is full or the turn came too late; the work was not begun. */
  async run<Result>(wanted: Turn | typeof PATIENT, work: () => Promise<Result>): Promise<Result> {
    await this.turn(wanted);
    try {
      return await work();
    } finally {
      this.running--;
      this.startNext();
    }
  }

  private turn({ priority, notAfter }: Turn | typeof PATIENT): Promise<void> {
    const waitMs = notAfter - performance.now();
    if (waitMs <= 0) return Promise.reject(new NoTurn('the turn came too late'));
    if (this.running < this.limits.atOnce) {
      this.running++;
      return Promise.resolve();
    }
    if (priority !== 'patient' && !this.makeRoom(priority)) return Promise.reject(new NoTurn('too many wait'));
    return new Promise((start, reject) => {
      const turnAway = (why: string) => {
        this.leave(waiting);
        reject(new NoTurn(why));
      };
      const late = () => turnAway('the turn came too late');
      const timer = priority === 'patient' ? undefined : setTimeout(late, waitMs);
      const waiting: Waiting = { priority, start, turnAway, timer };
      this.waiting[priority].add(waiting);
    });
  }

  private makeRoom(priority: 'own' | 'other'): boolean {
    const { own, other } = this.waiting;
    if (own.size + other.size < this.limits.maxWaiting) return true;
    const latestOther = [...other].at(-1);
    if (priority !== 'own' || !latestOther) return false;
    latestOther.turnAway('somebody on an own number came');
    return true;
  }

  private startNext(): void {
    for (const priority of ORDER) {
      const [next] = this.waiting[priority];
      if (!next) continue;
      this.leave(next);
      this.running++;
      next.start();
      return;
    }
  }

  private leave(gone: Waiting): void {
    clearTimeout(gone.timer);
    this.waiting[gone.priority].delete(gone);
  }
}
