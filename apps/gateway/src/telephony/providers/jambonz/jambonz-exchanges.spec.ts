import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { UtterancePart } from '#libs/speech';
import type { CallEvent } from '../../call-event.js';
import type { Continuation } from '../../continuation.js';
import type { Turn } from '../../turn.js';
import { readJson } from '../../webhook-json.js';
import { complaintsAbout } from './__fixtures__/verb-check.js';
import { toEnded, toInput, toStarted, toTransferEnded } from './jambonz-event.mapper.js';
import { JambonzTurnMapper } from './jambonz-turn.mapper.js';
import { CallWebhook, DialWebhook, GatherWebhook, StatusWebhook } from './jambonz-webhook.schema.js';

/** What jambonz sends, what it means, and, where one follows, the turn and the verbs that answer. */
interface Exchange {
  webhook: Record<string, unknown>;
  /** How many digits the gather waited for. */
  expected?: number;
  event: Omit<CallEvent, 'at'>;
  turn?: Turn;
  verbs?: unknown[];
}

const FOLDER = new URL('./__fixtures__/exchanges/', import.meta.url);
const exchanges = readdirSync(FOLDER).map((file) => {
  const exchange = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Exchange;
  return [file.replace('.json', ''), exchange] as const;
});

const VENDOR = 'microsoft';
const mapper = new JambonzTurnMapper(
  {
    publicUrl: 'https://ivr.bank.example',
    bankName: 'Banka Demo',
    voices: {
      sq: { vendor: VENDOR, language: 'sq-AL', voice: 'sq-AL-AnilaNeural' },
      en: { vendor: VENDOR, language: 'en-GB', voice: 'en-GB-SoniaNeural' },
    },
    playLanguages: ['sq', 'en'],
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
      return toInput(readJson(GatherWebhook, webhook), expected, AT);
    case 'transferEnded':
      return toTransferEnded(readJson(DialWebhook, webhook), AT);
    case 'ended':
      return toEnded(readJson(StatusWebhook, webhook), AT);
  }
}

describe('exchanges with jambonz', () => {
  it.each(exchanges)('%s: the webhook means what it says', (_name, exchange) => {
    expect(eventOf(exchange)).toEqual({ ...exchange.event, at: AT });
  });

  it.each(exchanges.filter(([, { turn }]) => turn))(
    '%s: the answer is these verbs, and jambonz takes them',
    (_name, { turn, verbs }) => {
      const document = turn && mapper.render(turn, NEXT);
      expect(JSON.parse(document ?? '')).toEqual(verbs);
      expect(complaintsAbout(document ?? '')).toEqual([]);
    },
  );
});
