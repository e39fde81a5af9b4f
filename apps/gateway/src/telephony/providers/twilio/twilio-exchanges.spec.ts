import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { UtterancePart } from '#libs/speech';
import type { CallEvent } from '../../call-event.js';
import type { Continuation } from '../../continuation.js';
import type { Turn } from '../../turn.js';
import { toEnded, toInput, toStarted, toTransferEnded } from './twilio-event.mapper.js';
import { WebhookForm } from '../../webhook-form.js';
import { TwilioTurnMapper } from './twilio-turn.mapper.js';
import { CallWebhook, DialWebhook, GatherWebhook, PlainWebhook, readWebhook } from './twilio-webhook.schema.js';

/** What Twilio sends, what it means, and, where one follows, the turn and the document that answers. */
interface Exchange {
  webhook: Record<string, string>;
  /** How many digits the Gather waited for. */
  expected?: number;
  event: Omit<CallEvent, 'at'>;
  turn?: Turn;
  document?: string[];
}

const FOLDER = new URL('./__fixtures__/exchanges/', import.meta.url);
const exchanges = readdirSync(FOLDER).map((file) => {
  const exchange = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Exchange;
  return [file.replace('.json', ''), exchange] as const;
});

const mapper = new TwilioTurnMapper(
  {
    publicUrl: 'https://ivr.bank.example',
    bankName: 'Banka Demo',
    voice: { name: 'Polly.Amy-Neural', language: 'en-GB' },
    playLanguages: [],
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
  const form = WebhookForm.read(Buffer.from(new URLSearchParams(webhook).toString()));
  if (!form) throw new Error('not a form');
  switch (event.kind) {
    case 'started':
      return toStarted(readWebhook(CallWebhook, form), AT);
    case 'input':
    case 'noInput':
      return toInput(readWebhook(GatherWebhook, form), expected, AT);
    case 'transferEnded':
      return toTransferEnded(readWebhook(DialWebhook, form), AT);
    case 'ended':
      return toEnded(readWebhook(PlainWebhook, form), AT);
  }
}

/** One element a line, so that a fixture can be read; a text holds no bare bracket. */
const lines = (document: string) => document.replaceAll('><', '>\n<').split('\n');

describe('exchanges with Twilio', () => {
  it.each(exchanges)('%s: the webhook means what it says', (_name, exchange) => {
    expect(eventOf(exchange)).toEqual({ ...exchange.event, at: AT });
  });

  it.each(exchanges.filter(([, { turn }]) => turn))('%s: the answer is this document', (_name, { turn, document }) => {
    expect(turn && lines(mapper.render(turn, NEXT))).toEqual(document);
  });

  it('a call that goes on is no end', () => {
    const [, exchange] = exchanges.find(([name]) => name === 'call-ended') ?? [];
    if (!exchange) throw new Error('no fixture');
    for (const CallStatus of ['queued', 'ringing', 'in-progress'])
      expect(eventOf({ ...exchange, webhook: { ...exchange.webhook, CallStatus } })).toBeUndefined();
  });
});
