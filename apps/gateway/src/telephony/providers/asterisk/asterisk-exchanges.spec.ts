import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { CallEvent } from '../../call-event.js';
import type { Turn } from '../../turn.js';
import { controllerFor, NEXT } from './__fixtures__/controller.js';
import { ENVIRONMENT, ScriptedAsterisk } from './__fixtures__/scripted-asterisk.js';
import { AgiChannel } from './agi/agi-channel.js';
import { readEnvironment } from './asterisk-environment.schema.js';
import { toStarted } from './asterisk-event.mapper.js';

/** How a call begins and what it means; or a turn, what Asterisk is told and answers, and what that means. */
interface Exchange {
  environment?: string[];
  turn?: Turn;
  dialogue?: [command: string, answer: string][];
  event: Omit<CallEvent, 'at'>;
}

const FOLDER = new URL('./__fixtures__/exchanges/', import.meta.url);
const exchanges = readdirSync(FOLDER).map((file) => {
  const exchange = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Exchange;
  return [file.replace('.json', ''), exchange] as const;
});

/** Before every dialogue: a call comes back to the step of the turn. */
const BEFORE: [string, string][] = [
  ['GET VARIABLE IVR_TOKEN', '200 result=1 (AAAAAAAAAAAAAAAAAAAAAA)'],
  ['ANSWER', '200 result=0'],
  ['SET AUTOHANGUP 21600', '200 result=0'],
  [`SET VARIABLE IVR_TOKEN "${(NEXT as { token: string }).token}"`, '200 result=1'],
];

describe('exchanges with Asterisk', () => {
  it.each(exchanges.filter(([, { environment }]) => environment))('%s: the call is this one', (_name, exchange) => {
    const started = toStarted(readEnvironment(exchange.environment!), 'international', 1);
    expect(started).toEqual({ ...exchange.event, at: 1 });
  });

  it.each(exchanges.filter(([, { dialogue }]) => dialogue))(
    '%s: the turn is told so, and the answers mean this',
    async (_name, { turn, dialogue, event }) => {
      const script = [...BEFORE, ...dialogue!];
      const asterisk: ScriptedAsterisk = new ScriptedAsterisk(() => script[asterisk.commands.length - 1]?.[1]);
      const { controller, events, logged } = controllerFor([turn!]);
      const conversation = controller.converse(new AgiChannel(asterisk));
      asterisk.begin(ENVIRONMENT);
      // What follows the event is another step's.
      setTimeout(() => asterisk.destroy(), 50);
      await conversation;
      expect(asterisk.commands.slice(0, script.length)).toEqual(script.map(([command]) => command));
      expect(events[0]).toMatchObject(event);
      expect(logged.filter((line) => line.includes('"level":"error"') && !line.includes('sound-not-played'))).toEqual(
        [],
      );
    },
  );
});
