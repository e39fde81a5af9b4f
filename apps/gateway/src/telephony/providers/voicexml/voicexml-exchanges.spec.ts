import type { UtterancePart } from '#libs/speech';
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { CallEvent } from '../../call-event.js';
import type { Continuation } from '../../continuation.js';
import type { Turn } from '../../turn.js';
import { WebhookForm } from '../../webhook-form.js';
import { toInput, toStarted, toTransferEnded } from './voicexml-event.mapper.js';
import { VoiceXmlTurnMapper } from './voicexml-turn.mapper.js';
import { InputWebhook, readWebhook, StartedWebhook, TransferWebhook } from './voicexml-webhook.schema.js';
import { validate } from './__fixtures__/validate.js';
import { STANDARD_PROFILE } from './__fixtures__/profiles.js';

/** What a browser posts to which address, what it means, and, where one follows, the turn and the document that answers. */
interface Exchange {
  at: 'started' | 'input' | 'transfer';
  webhook: Record<string, string>;
  /** How many digits the field waited for. */
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

const mapper = new VoiceXmlTurnMapper(STANDARD_PROFILE, {
  canSpeak: () => true,
  urlOf: (part: UtterancePart, language, rendition = 'wav') =>
    `https://ivr.bank.example/audio/${part.language ?? language}/${part.prompt}.${rendition}`,
});

const AT = 1_795_000_000_000;
const NEXT: Continuation = { kind: 'step', token: 'AAAAAAAAAAAAAAAAAAAAAA' };

function eventOf({ at, webhook, expected = 1 }: Exchange): CallEvent {
  const form = WebhookForm.read(Buffer.from(new URLSearchParams(webhook).toString()));
  if (!form) throw new Error('not a form');
  switch (at) {
    case 'started':
      return toStarted(readWebhook(StartedWebhook, form), 'asGiven', AT);
    case 'input':
      return toInput(readWebhook(InputWebhook, form), expected, AT);
    case 'transfer':
      return toTransferEnded(readWebhook(TransferWebhook, form), AT);
  }
}

/** One element a line, so that a fixture can be read; a text holds no bare bracket. */
const lines = (document: string) => document.replaceAll('><', '>\n<').split('\n');
const answer = (turn: Turn) => mapper.render(turn, NEXT, 'c0a8011e-7f31');

describe('exchanges with a VoiceXML browser', () => {
  it.each(exchanges)('%s: the post means what it says', (_name, exchange) => {
    expect(eventOf(exchange)).toEqual({ ...exchange.event, at: AT });
  });

  it.each(exchanges.filter(([, { turn }]) => turn))('%s: the answer is this document', (_name, { turn, document }) => {
    expect(turn && lines(answer(turn))).toEqual(document);
  });

  it('every document is one of the W3C’s schema', async () => {
    const documents = exchanges.flatMap(([, { turn }]) => (turn ? [answer(turn)] : []));
    expect(await validate([...documents, mapper.entry(), mapper.farewell()])).toEqual([]);
  });
});
