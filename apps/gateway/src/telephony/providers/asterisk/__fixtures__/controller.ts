import { createLogger } from '#libs/logging';
import type { CallEvent } from '../../../call-event.js';
import type { Continuation } from '../../../continuation.js';
import type { Turn } from '../../../turn.js';
import type { CallResumption } from '../../../../calls/call-resumption.js';
import type { CallRunner } from '../../../../calls/call-runner.js';
import { asteriskOptions, AsteriskSettings } from '../asterisk.config.js';
import { AsteriskController } from '../asterisk.controller.js';
import { AsteriskSounds } from '../asterisk-sounds.js';
import { AsteriskTurnMapper } from '../asterisk-turn.mapper.js';

export const NEXT: Continuation = { kind: 'step', token: 'AAAAAAAAAAAAAAAAAAAAAA' };

/** What is said to a caller; the other turns of a test are its own. */
export const HANG_UP: Turn = { language: 'en', notice: [], say: [], then: { kind: 'hangUp' } };

/**
 * A controller without a bank: every event is written down and answered with the next of the turns, then with the end. Each
 * step has a token of its own, which is also what a call that comes back is told.
 */
export function controllerFor(turns: readonly Turn[], settings: Record<string, string> = {}) {
  const events: CallEvent[] = [];
  const logged: string[] = [];
  const logger = createLogger('test', 'debug', { write: (line: string) => void logged.push(line) });
  const options = asteriskOptions({ ...AsteriskSettings.parse(settings), BANK_NAME: 'Banka Demo' });
  const mapper = new AsteriskTurnMapper(options, {
    canSpeak: () => true,
    urlOf: (part, language) => `https://ivr.bank.example/audio/${part.language ?? language}/${part.prompt}.wav`,
  });
  const answer = () => mapper.render(turns[events.length - 1] ?? HANG_UP, NEXT);
  const calls = {
    handle: async ({ event }: { event: CallEvent }) => {
      events.push(event);
      return answer();
    },
    end: async (_key: unknown, event: CallEvent) => void events.push(event),
    afterLastResort: () => mapper.render(HANG_UP, NEXT),
  } as unknown as CallRunner;
  const resumption = {
    lastAnswer: async () => mapper.render(turns[0] ?? HANG_UP, NEXT),
  } as unknown as CallResumption;
  const sounds = new AsteriskSounds(undefined, { soundAt: async () => undefined }, logger);
  const controller = new AsteriskController(calls, resumption, mapper, sounds, options, logger);
  return { controller, events, logged };
}
