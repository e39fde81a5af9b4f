import { seconds } from '../../bootstrap/steps.mjs';
import { sentence } from '../../bootstrap/problem.mjs';
import { type Child, type Exit, settles } from './child.js';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 30_000;
/** A process that ran this long was well: its next end is not counted with the earlier ones. */
const WELL_AFTER_MS = 10_000;
/** How long a stop waits for a start under way, in milliseconds. */
const START_UNDER_WAY_MS = 1_000;

/** What is done with a process that has to run until we stop. */
export interface KeptAliveSpec {
  readonly name: string;
  /** Starts it; called again after each end that we did not ask for. */
  readonly start: () => Promise<Child>;
  readonly say: (line: string) => void;
  readonly started: (pid: number) => void;
  readonly ended: (pid: number) => void;
}

/** The wait before the next start, after so many ends in a row; milliseconds. */
export function restartDelayMs(endsInARow: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (endsInARow - 1), LONGEST_DELAY_MS);
}

/** Keeps one process running: when it ends it is started again, each time after a longer wait. */
export class KeptAlive {
  private child: Child | undefined;
  private starting: Promise<Child> | undefined;
  private guarded = false;
  private stopping = false;
  private endsInARow = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly spec: KeptAliveSpec) {}

  get name(): string {
    return this.spec.name;
  }

  /** The first start. What it throws, and an end before `guard`, are for the caller. */
  async start(): Promise<Child> {
    if (this.stopping) throw new Error(`${this.name} is being stopped`);
    const startedAt = performance.now();
    this.starting = this.spec.start();
    const child = await this.starting;
    this.child = child;
    this.spec.started(child.pid);
    void child.exited.then((exit) => {
      this.spec.ended(child.pid);
      this.onEnd(child, exit, performance.now() - startedAt);
    });
    return child;
  }

  /** The process that runs now, or ran last; undefined before the first start. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** From now on it is started again whenever it ends; starts that fail are tried again for ever. */
  guard(): void {
    this.guarded = true;
    if (this.child?.hasExited()) void this.child.exited.then((exit) => this.onEnd(this.child, exit, 0));
  }

  /** Ends it in good order, or by force after `graceMs`. It is not started again. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    // A start that fails now has left nothing to stop.
    if (this.starting)
      await settles(
        this.starting.catch(() => undefined),
        START_UNDER_WAY_MS,
      );
    await this.child?.stop(graceMs);
  }

  /** Starts it after a `stop`, to be kept alive as before. */
  async resume(): Promise<Child> {
    this.stopping = false;
    return this.start();
  }

  private onEnd(child: Child | undefined, exit: Exit, livedMs: number): void {
    if (this.stopping || !this.guarded || child === undefined) return;
    this.endsInARow = livedMs > WELL_AFTER_MS ? 1 : this.endsInARow + 1;
    this.startAgainLater(`ended (${reason(exit)}, see ${child.logFile})`);
  }

  private startAgainLater(what: string): void {
    const delayMs = restartDelayMs(this.endsInARow);
    this.spec.say(`! ${this.name} ${what}; starting it again in ${seconds(delayMs)}`);
    this.timer = setTimeout(() => {
      this.start().catch((error: unknown) => {
        if (this.stopping) return;
        this.endsInARow++;
        this.startAgainLater(`does not start: ${sentence(error)}`);
      });
    }, delayMs);
  }
}

function reason({ code, signal }: Exit): string {
  return signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
}
