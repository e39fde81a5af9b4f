import type { Logger } from '#libs/logging';
import { fixedSentences } from './addresses.js';
import type { Renderer } from './renderer.js';

/** After so many sentences a line says how far it is. */
const TELL_EVERY = 50;

/**
 * Renders every sentence of the catalogue that needs no value, one at a time and behind what callers wait for, so that
 * the first caller waits for nothing. Runs while calls are answered already; ends when the signal says so.
 */
export async function prepareSentences(renderer: Renderer, logger: Logger, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  const sentences = fixedSentences().filter(({ language }) => renderer.canSpeak(language));
  if (sentences.length === 0) return;
  let failed = 0;
  for (const [index, said] of sentences.entries()) {
    if (signal.aborted) return;
    const done = index + 1;
    // The renderer has told why.
    await renderer.render(said, 'soon').catch(() => (failed += 1));
    if (done % TELL_EVERY === 0 && done < sentences.length) {
      logger.info({ event: 'audio.preparing', done, of: sentences.length }, 'preparing spoken sentences');
    }
  }
  const durationMs = Math.round(performance.now() - startedAt);
  logger.info(
    { event: 'audio.prepared', sentences: sentences.length, failed, durationMs },
    'spoken sentences are ready',
  );
}
