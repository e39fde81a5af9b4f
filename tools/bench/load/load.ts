import { Caller } from './caller.js';
import type { LoadJob, LoadResult } from './run-load.js';

/** The load generator, a process of its own: one job in, figures out. */
process.once('message', (job: LoadJob) => {
  run(job).then(
    (result) => process.send?.(result, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run(job: LoadJob): Promise<LoadResult> {
  const callers = Array.from({ length: job.calls }, (_, n) => new Line(job, n));
  // Few at a time: leading a call in may verify it, and a crowd of PIN checks is another benchmark.
  await inBatches(callers, job.leadInAtOnce, (line) => line.begin());
  return job.stepsPerSecond === undefined ? flatOut(job, callers) : paced(job, callers, job.stepsPerSecond);
}

/** One call after another on one line: each is led to its place, then presses the keys of the job in turn. */
class Line {
  private caller: Caller;
  private pressed = 0;

  constructor(
    private readonly job: LoadJob,
    private readonly number: number,
  ) {
    this.caller = this.newCaller();
  }

  async begin(): Promise<void> {
    this.caller = this.newCaller();
    this.pressed = 0;
    await this.caller.dial();
    for (const keys of this.job.leadIn) await this.caller.press(keys);
  }

  async step(): Promise<number> {
    const { keys, stepsPerCall } = this.job;
    if (this.pressed >= stepsPerCall) await this.begin();
    const key = keys[this.pressed % keys.length] ?? '';
    this.pressed += 1;
    return this.caller.press(key);
  }

  private newCaller(): Caller {
    const from = this.job.callers[this.number % this.job.callers.length] ?? '';
    return new Caller(this.job.target, from);
  }
}

/** Every line takes the next step as soon as it has an answer. */
async function flatOut(job: LoadJob, lines: Line[]): Promise<LoadResult> {
  const latencies: number[] = [];
  const began = performance.now();
  const ends = began + job.seconds * 1_000;
  await Promise.all(
    lines.map(async (line) => {
      while (performance.now() < ends) latencies.push(await line.step());
    }),
  );
  return { rate: (latencies.length * 1_000) / (performance.now() - began), latencies };
}

/** Steps begin at even times whatever the answers do; a step that had to wait for its line counts the wait too. */
async function paced(job: LoadJob, lines: Line[], stepsPerSecond: number): Promise<LoadResult> {
  const latencies: number[] = [];
  const began = performance.now();
  const total = Math.floor(job.seconds * stepsPerSecond);
  const queues = lines.map(() => Promise.resolve());
  for (let n = 0; n < total; n++) {
    const due = began + (n * 1_000) / stepsPerSecond;
    while (performance.now() < due)
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const index = n % lines.length;
    const line = lines[index];
    if (!line) continue;
    queues[index] = (queues[index] ?? Promise.resolve()).then(async () => {
      await line.step();
      latencies.push(performance.now() - due);
    });
  }
  await Promise.all(queues);
  return { rate: (latencies.length * 1_000) / (performance.now() - began), latencies };
}

async function inBatches<T>(items: T[], size: number, work: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += size) await Promise.all(items.slice(at, at + size).map(work));
}
