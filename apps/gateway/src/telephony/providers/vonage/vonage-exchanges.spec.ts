import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { UtterancePart } from '#libs/speech';
import type { CallEvent } from '../../call-event.js';
import type { Continuation } from '../../continuation.js';
import type { Turn } from '../../turn.js';
import { readJson } from '../../webhook-json.js';
import { toEnded, toInput, toStarted, toTransferEnded } from './vonage-event.mapper.js';
import { VonageTurnMapper } from './vonage-turn.mapper.js';
import { CallWebhook, ConnectWebhook, EventWebhook, InputWebhook } from './vonage-webhook.schema.js';

/** What Vonage sends, what it means, and, where one follows, the turn and the actions that answer. */
interface Exchange {
  webhook: Record<string, unknown>;
  /** How many digits the input waited for. */
  expected?: number;
  event: Omit<CallEvent, 'at'>;
  turn?: Turn;
  actions?: unknown[];
}

const FOLDER = new URL('./__fixtures__/exchanges/', import.meta.url);
const exchanges = readdirSync(FOLDER).map((file) => {
  const exchange = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Exchange;
  return [file.replace('.json', ''), exchange] as const;
});

const mapper = new VonageTurnMapper(
  {
    publicUrl: 'https://ivr.bank.example',
    bankName: 'Banka Demo',
    voice: { language: 'en-GB', style: 0, premium: false },
    playLanguages: ['en'],
    callerId: undefined,
  },
  {
    canSpeak: () => true,
    urlOf: (part: UtterancePart, language) =>
      `https://ivr.bank.example/audio/${part.language ?? language}/${part.prompt}.wav`,
  },
);

const AT = 1_795_000_000_000;
const NEXT: Continuation = { kind: 'step', token: 'AAAAAAAAAAAAAAAAAAAAAA' };

function eventOf({ webhook, event, expected = 1 }: Exchange): CallEvent | undefined {
  switch (event.kind) {
    case 'started':
      return toStarted(readJson(CallWebhook, webhook), AT);
    case 'input':
    case 'noInput':
      return toInput(readJson(InputWebhook, webhook), expected, AT);
    case 'transferEnded':
      return toTransferEnded(readJson(ConnectWebhook, webhook), AT);
    case 'ended':
      return toEnded(readJson(EventWebhook, webhook), AT);
  }
}

describe('exchanges with Vonage', () => {
  it.each(exchanges)('%s: the webhook means what it says', (_name, exchange) => {
    expect(eventOf(exchange)).toEqual({ ...exchange.event, at: AT });
  });

  it.each(exchanges.filter(([, { turn }]) => turn))('%s: the answer is these actions', (_name, { turn, actions }) => {
    expect(turn && JSON.parse(mapper.render(turn, NEXT))).toEqual(actions);
  });
});
