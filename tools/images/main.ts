import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { orOneSentence, Problem } from '../bootstrap/problem.mjs';
import { Steps, seconds } from '../bootstrap/steps.mjs';
import { formatTable } from '../bench/table.js';
import { assembleBase, baseImageName } from './base-image.js';
import { type Engine, findEngine } from './engine.js';
import { STAGES, type Stage, type Target, TARGETS } from './targets.js';
import { type Seen, Trial } from './trial.js';

const USAGE = `npm run image:check [-- [--keep] [${TARGETS.join(' | ')}] …]
    builds every image, or those that are named; starts each, asks it for its health from inside, and prints the sizes

    --keep   leaves the images on this machine, so that the next check only builds what changed; else nothing remains`;

/** The folder of the project: this file is in dist/tools/images. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Ctrl-C ends what is under way; what was made is removed all the same. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());

function typed(): { targets: readonly Target[]; keep: boolean } {
  try {
    const { values, positionals } = parseArgs({ options: { keep: { type: 'boolean' } }, allowPositionals: true });
    const targets = positionals.map((name) => {
      const target = TARGETS.find((one) => one === name);
      if (!target) throw new Error(`${name}: there is no such image`);
      return target;
    });
    return { targets: targets.length === 0 ? TARGETS : targets, keep: values.keep ?? false };
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

/** Steps of which none begins after Ctrl-C. */
class Check {
  private readonly steps = new Steps();

  constructor(private readonly engine: Engine) {}

  say(line: string): void {
    this.steps.say(line);
  }

  async step<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
    if (stop.signal.aborted) throw new Problem('The check was stopped.');
    return this.steps.step(title, work);
  }

  async build(targets: readonly Target[]): Promise<void> {
    const base = await baseImageName(ROOT);
    const obtained = await this.step(`asking for ${base}`, () => this.engine.obtain(base));
    if (!obtained) await this.step(`its registry is not reached: assembling ${base}`, () => assembleBase(ROOT, base));
    for (const [stage, title] of Object.entries(STAGES) as [Stage, string][])
      await this.step(title, () => this.engine.build(stage, ROOT));
    for (const target of targets) await this.step(`building ${target}`, () => this.engine.build(target, ROOT));
  }

  async start(targets: readonly Target[]): Promise<Seen[]> {
    const trial = await this.step('starting a bank beside which the images run', () => Trial.begin(this.engine));
    const seen: Seen[] = [];
    try {
      for (const target of targets)
        seen.push(await this.step(`starting ${target}`, () => trial.try(target, stop.signal)));
    } finally {
      await trial.end();
    }
    return seen;
  }

  async table(seen: readonly Seen[]): Promise<string> {
    const rows = [['image', 'size', 'user', 'well after', 'said']];
    for (const { target, user, said, readyMs } of seen) {
      const size = `${(await this.engine.megabytes(target)).toFixed(0)} MB`;
      rows.push([target, size, user, seconds(readyMs), said.split('\n').at(-1) ?? '']);
    }
    return formatTable(rows);
  }
}

/** `npm run image:check`: builds every image, starts each, asks it for its health from inside, and prints the sizes. */
await orOneSentence(async () => {
  const { targets, keep } = typed();
  const engine = await findEngine();
  const check = new Check(engine);
  check.say(`container engine: ${engine.name}; everything takes about seven minutes the first time`);
  const began = performance.now();
  try {
    await check.build(targets);
    const seen = await check.start(targets);
    check.say(`\n${await check.table(seen)}\n`);
    check.say(`${seen.length} images were built and started in ${seconds(performance.now() - began)}`);
  } finally {
    if (keep) check.say(`the images are kept: ${engine.lookAtImages}`);
    else await engine.clean(targets);
  }
});
