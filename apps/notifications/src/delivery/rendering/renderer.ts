import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { type DocumentOrder, type Line, type RenderedDocument, renderDocument } from './render-document.js';
import type { LinesMessage, RenderTask } from './render-worker.js';

/** Documents a thread writes side by side: a long one waits for its lines most of the time. */
const DOCUMENTS_PER_THREAD = 4;
const IDLE_MS = 60_000;
/** Far more than any documents need; V8 would take what it is given before it tidies up. */
const THREAD_MEMORY = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 };

/** Writes documents in threads of their own, so that a page of figures never makes a caller wait. */
export class Renderer {
  private readonly threads: Piscina<RenderTask, RenderedDocument> | undefined;

  /** @param threads 0: in the service's own thread, for tests and the smallest machines. */
  constructor(threads: number) {
    if (threads === 0) return;
    this.threads = new Piscina({
      filename: fileURLToPath(new URL('./render-worker.js', import.meta.url)),
      minThreads: 0,
      maxThreads: threads,
      concurrentTasksPerWorker: DOCUMENTS_PER_THREAD,
      idleTimeout: IDLE_MS,
      recordTiming: false,
      resourceLimits: THREAD_MEMORY,
    });
  }

  /**
   * Writes one document.
   * @param pages its lines, as many at a time as they come.
   * @throws what reading the pages throws, and what writing the document throws.
   */
  async render(order: DocumentOrder, pages: AsyncIterable<readonly Line[]>): Promise<RenderedDocument> {
    if (this.threads) return this.renderElsewhere(this.threads, order, pages);
    return renderDocument(order, linesOf(pages));
  }

  async close(): Promise<void> {
    await this.threads?.destroy();
  }

  /** What is on one page goes along with the task, which is all the talking most documents need. */
  private async renderElsewhere(
    threads: Piscina<RenderTask, RenderedDocument>,
    order: DocumentOrder,
    pages: AsyncIterable<readonly Line[]>,
  ): Promise<RenderedDocument> {
    const source = pages[Symbol.asyncIterator]();
    const first = await source.next();
    const lines = first.done === true ? [] : first.value;
    const second = await source.next();
    if (second.done === true) return threads.run({ order, lines, more: undefined });
    return this.renderInTurns(threads, { order, lines }, startingWith(second.value, source));
  }

  private async renderInTurns(
    threads: Piscina<RenderTask, RenderedDocument>,
    task: Omit<RenderTask, 'more'>,
    source: AsyncGenerator<readonly Line[]>,
  ): Promise<RenderedDocument> {
    const { port1: ours, port2: theirs } = new MessageChannel();
    // An error of the bus keeps its kind only on this side.
    const failures: unknown[] = [];
    const tell = (message: LinesMessage) => ours.postMessage(message);
    ours.on('message', () => {
      source.next().then(
        ({ done, value }) => tell(done === true ? 'end' : value),
        (error: unknown) => {
          failures.push(error);
          tell('failed');
        },
      );
    });
    try {
      return await threads.run({ ...task, more: theirs }, { transferList: [theirs] });
    } catch (error) {
      throw failures[0] ?? error;
    } finally {
      ours.close();
      await source.return(undefined);
    }
  }
}

async function* startingWith<Page>(page: Page, others: AsyncIterator<Page>): AsyncGenerator<Page> {
  try {
    yield page;
    for (let next = await others.next(); next.done !== true; next = await others.next()) yield next.value;
  } finally {
    await others.return?.();
  }
}

async function* linesOf(pages: AsyncIterable<readonly Line[]>): AsyncGenerator<Line> {
  for await (const page of pages) yield* page;
}
