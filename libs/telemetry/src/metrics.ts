import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Everything this process counts. One process is one app; docs/watching.md explains each name. */
const registry = new Registry();

/** Bounds of what callers wait for, in seconds: a step is 25 ms when all is well and four seconds at worst. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8];

/** Names begin with it, so that they stand together wherever they are listed. */
const PREFIX = 'phone_banking_';

/** The metrics of this process, those of Node.js included. */
export function processMetrics(app: string): Registry {
  registry.setDefaultLabels({ app });
  if (!registry.getSingleMetric('nodejs_eventloop_lag_seconds')) collectDefaultMetrics({ register: registry });
  return registry;
}

/** Something that only grows. @param help what it counts, as a sentence. */
export function counter<const Label extends string>(name: string, help: string, labels: readonly Label[]) {
  return new Counter<Label>({ name: PREFIX + name, help, labelNames: [...labels], registers: [registry] });
}

/** How long something takes, in seconds. */
export function durations<const Label extends string>(name: string, help: string, labels: readonly Label[]) {
  const options = { name: PREFIX + name, help, labelNames: [...labels], buckets: SECONDS, registers: [registry] };
  return new Histogram<Label>(options);
}

/** One figure under its labels. */
export type Figure<Label extends string> = readonly [labels: Readonly<Record<Label, string>>, value: number];

/**
 * Something that rises and falls, looked up when it is asked for. When that fails nothing is reported, as an old figure
 * would be a wrong one; whoever replaces a reading of the same name is the one asked.
 */
export function reading<const Label extends string>(
  name: string,
  help: string,
  labels: readonly Label[],
  read: () => Promise<readonly Figure<Label>[]> | readonly Figure<Label>[],
): void {
  registry.removeSingleMetric(PREFIX + name);
  new Gauge<Label>({
    name: PREFIX + name,
    help,
    labelNames: [...labels],
    registers: [registry],
    async collect() {
      this.reset();
      try {
        for (const [figureLabels, value] of await read()) this.set({ ...figureLabels }, value);
      } catch {
        // What cannot be read has its own sign: readiness.
      }
    },
  });
}

/** Observes how long some work took, and how it ended, whatever that is. */
export async function timed<Result>(
  work: () => Promise<Result>,
  observe: (seconds: number, failure: unknown) => void,
): Promise<Result> {
  const began = performance.now();
  let failure: unknown;
  try {
    return await work();
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    observe((performance.now() - began) / 1_000, failure);
  }
}
