import type { MessagePort } from 'node:worker_threads';
import { type DocumentOrder, type Line, type RenderedDocument, renderDocument } from './render-document.js';

/** What a worker thread is given: the document, its first lines, and where to ask for more; nowhere: those are all. */
export interface RenderTask {
  readonly order: DocumentOrder;
  readonly lines: readonly Line[];
  readonly more: MessagePort | undefined;
}

/** Lines of the document, or that there are no more, or that they cannot be had. */
export type LinesMessage = readonly Line[] | 'end' | 'failed';

/** The whole work of a thread: one document, its lines asked for one page at a time. */
export default async function render({ order, lines, more }: RenderTask): Promise<RenderedDocument> {
  try {
    return await renderDocument(order, linesFrom(lines, more));
  } finally {
    more?.close();
  }
}

async function* linesFrom(first: readonly Line[], port: MessagePort | undefined): AsyncGenerator<Line> {
  yield* first;
  while (port) {
    const message = await nextPage(port);
    if (message === 'failed') throw new Error('the lines of the document cannot be had');
    if (message === 'end') return;
    yield* message;
  }
}

function nextPage(port: MessagePort): Promise<LinesMessage> {
  return new Promise((resolve) => {
    port.once('message', resolve);
    // Whoever has the lines went away.
    port.once('close', () => resolve('failed'));
    port.postMessage('more');
  });
}
