import { sentence } from '../bootstrap/problem.mjs';

/** Well inside `data.maxAge` (15 minutes), after which services refuse to tell what they know. */
const EVERY_MS = 5 * 60_000;

/** The invented bank's feed: loads its data now and then again, so that what callers hear is never out of date. */
export class DemoFeed {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly load: () => Promise<void>,
    private readonly say: (line: string) => void,
    private readonly everyMs = EVERY_MS,
  ) {}

  /** Loads once, and goes on loading. What the first loading throws is for the caller; later ones are tried again. */
  async start(): Promise<void> {
    await this.load();
    this.schedule();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.load()
        .catch((error: unknown) => {
          if (!this.stopped) this.say(`! the demo bank's data could not be loaded again: ${sentence(error)}`);
        })
        .finally(() => this.schedule());
    }, this.everyMs);
  }
}
