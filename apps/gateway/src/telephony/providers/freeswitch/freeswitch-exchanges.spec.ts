import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { CallEvent } from '../../call-event.js';
import { EVERY_SOUND } from '../../form-exchanges.js';
import type { Turn } from '../../turn.js';
import { WebhookForm } from '../../webhook-form.js';
import { toEntry, toStarted, toTransferEnded } from './freeswitch-event.mapper.js';
import { FreeSwitchTurnMapper } from './freeswitch-turn.mapper.js';
import { CallWebhook, KeyWebhook, readWebhook, TransferWebhook } from './freeswitch-webhook.schema.js';
import { TypedKeys } from './typed-keys.js';

/** What FreeSWITCH sends to which address, what it means, and, where one follows, the turn and the document that answers. */
interface Exchange {
  at: 'call' | 'keys' | 'transfer';
  webhook: Record<string, string>;
  /** How many digits the entry has, and which keys of it came before. */
  expected?: number;
  typed?: string;
  /** Null while an entry waits for more. */
  event: Omit<CallEvent, 'at'> | null;
  turn?: Turn;
  document?: string[];
}

const FOLDER = new URL('./__fixtures__/exchanges/', import.meta.url);
const exchanges = readdirSync(FOLDER).map((file) => {
  const exchange = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Exchange;
  return [file.replace('.json', ''), exchange] as const;
});

const OPTIONS = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  sipProfile: 'external',
  gateway: 'trunk',
  numbers: 'asGiven',
} as const;
const mapper = new FreeSwitchTurnMapper(OPTIONS, EVERY_SOUND, new TypedKeys(['a password']));
const AT = 1_795_000_000_000;

function meaning({ at, webhook, expected = 1, typed = '' }: Exchange): CallEvent | null {
  const form = WebhookForm.read(Buffer.from(new URLSearchParams(webhook).toString()));
  if (!form) throw new Error('not a form');
  if (at === 'call') return toStarted(readWebhook(CallWebhook, form), 'asGiven', AT);
  if (at === 'transfer') return toTransferEnded(readWebhook(TransferWebhook, form), AT);
  const entry = toEntry(readWebhook(KeyWebhook, form).key, typed, expected, AT);
  return entry.complete ? entry.event : null;
}

/** One element a line, so that a fixture can be read; a text holds no bare bracket. */
const lines = (document: string) => document.replaceAll('><', '>\n<').split('\n');

describe('exchanges with FreeSWITCH', () => {
  it.each(exchanges)('%s: the request means what it says', (_name, exchange) => {
    expect(meaning(exchange)).toEqual(exchange.event && { ...exchange.event, at: AT });
  });

  it.each(exchanges.filter(([, { turn }]) => turn))('%s: the answer is this document', (_name, { turn, document }) => {
    const next = { kind: 'step', token: 'AAAAAAAAAAAAAAAAAAAAAA' } as const;
    expect(turn && lines(mapper.render(turn, next))).toEqual(document);
  });
});
