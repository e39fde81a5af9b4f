import { describe, expect, it } from '@jest/globals';
import type { UtterancePart } from '#libs/speech';
import { readdirSync, readFileSync } from 'node:fs';
import type { AudioLibrary } from '../audio/audio-library.js';
import type { Render } from '../calls/last-resort.js';
import type { CallEvent } from './call-event.js';
import type { Continuation } from './continuation.js';
import type { FormReader } from './form-webhooks.js';
import type { Turn } from './turn.js';
import { WebhookForm } from './webhook-form.js';

/** What a provider sends, what it means, and, where one follows, the turn and the document that answers. */
interface Exchange {
  /** Which of our addresses it came to. */
  to: 'call' | 'input' | 'noInput' | 'transfer' | 'status';
  webhook: Record<string, string>;
  /** How many digits the collect waited for. */
  expected?: number;
  /** Null where it means nothing. */
  event: Omit<CallEvent, 'at'> | null;
  turn?: Turn;
  document?: string[];
}

/** Audio for every sentence, at an address that tells which one it is. */
export const EVERY_SOUND: AudioLibrary = {
  canSpeak: () => true,
  urlOf: (part: UtterancePart, language) =>
    `https://ivr.bank.example/audio/${part.language ?? language}/${part.prompt}.wav`,
};

const AT = 1_795_000_000_000;
const NEXT: Continuation = { kind: 'step', token: 'AAAAAAAAAAAAAAAAAAAAAA' };

/** One element a line, so that a fixture can be read; a text holds no bare bracket. */
const lines = (document: string) => document.replaceAll('><', '>\n<').split('\n');

/** Tests of every exchange in a folder. */
export function itExchanges(folder: URL, reader: FormReader, mapper: { render: Render }): void {
  const exchanges = readdirSync(folder).map((file) => {
    const exchange = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Exchange;
    return [file.replace('.json', ''), exchange] as const;
  });

  describe(`exchanges with ${reader.provider}`, () => {
    it.each(exchanges)('%s: the webhook means what it says', (_name, exchange) => {
      expect(meaning(reader, exchange)).toEqual(exchange.event && { ...exchange.event, at: AT });
    });

    it.each(exchanges.filter(([, { turn }]) => turn))(
      '%s: the answer is this document',
      (_name, { turn, document }) => {
        expect(turn && lines(mapper.render(turn, NEXT))).toEqual(document);
      },
    );
  });
}

function meaning(reader: FormReader, { to, webhook, expected = 1 }: Exchange): CallEvent | null {
  const form = WebhookForm.read(Buffer.from(new URLSearchParams(webhook).toString()));
  if (!form) throw new Error('not a form');
  switch (to) {
    case 'call':
      return reader.call(form, AT).event;
    case 'input':
      return reader.input(form, expected, AT).event;
    case 'noInput':
      return reader.noInput(form, AT).event;
    case 'transfer':
      return reader.transfer(form, AT).event;
    case 'status':
      return reader.status(form, AT)?.event ?? null;
  }
}
