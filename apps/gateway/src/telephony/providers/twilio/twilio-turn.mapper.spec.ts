import { describe, expect, it } from '@jest/globals';
import { WrongValue } from '#libs/speech';
import fc from 'fast-check';
import type { AudioLibrary } from '../../../audio/audio-library.js';
import type { Continuation } from '../../continuation.js';
import type { TransferContext, Turn } from '../../turn.js';
import { DocumentTooLarge } from '../../document-too-large.js';
import { TwilioTurnMapper } from './twilio-turn.mapper.js';

const OPTIONS = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  voice: { name: 'Polly.Amy-Neural', language: 'en-GB' },
  playLanguages: [],
  callerId: undefined,
};
const AUDIO: AudioLibrary = {
  canSpeak: () => true,
  urlOf: (part, language) => `https://ivr.bank.example/audio/${language}/${part.prompt}.wav`,
};
const NEXT: Continuation = { kind: 'step', token: 'AAAAAAAAAAAAAAAAAAAAAA' };
const COLLECT = {
  kind: 'collect',
  digits: 1,
  finishKeys: [],
  firstDigitMs: 7_000,
  interDigitMs: 7_000,
  sensitive: false,
} as const;
const CONTEXT: TransferContext = {
  callId: 'call',
  callerNumberClass: 'OWN',
  language: 'sq',
  intent: 'agent.cards',
  path: [],
  secondsInService: 1,
  verified: false,
};

const turn = (more: Partial<Turn>): Turn => ({ language: 'en', notice: [], say: [], then: COLLECT, ...more });
const merchant = (description: string) =>
  ({ prompt: 'cards.last-transaction.merchant', value: { kind: 'merchant', description } }) as const;

describe('TwilioTurnMapper', () => {
  const mapper = new TwilioTurnMapper(OPTIONS, AUDIO);

  it('plays our audio for Albanian, and for English only where the bank wants its own', () => {
    const say = [{ prompt: 'goodbye' }] as const;
    expect(mapper.render(turn({ language: 'sq', say }), NEXT)).toContain('<Play>https://ivr.bank.example/audio/sq/');
    expect(mapper.render(turn({ say }), NEXT)).toContain('<Say voice="Polly.Amy-Neural" language="en-GB">Thank you');
    const own = new TwilioTurnMapper({ ...OPTIONS, playLanguages: ['en'] }, AUDIO);
    expect(own.render(turn({ say }), NEXT)).toContain('<Play>https://ivr.bank.example/audio/en/');
  });

  it('without audio for Albanian the caller hears English, never silence', () => {
    const mute = new TwilioTurnMapper(OPTIONS, { ...AUDIO, canSpeak: () => false });
    expect(mute.render(turn({ language: 'sq', say: [{ prompt: 'goodbye' }] }), NEXT)).toContain(
      'Thank you for calling.',
    );
  });

  it('leaves out a merchant of whom nothing can be said', () => {
    expect(mapper.render(turn({ say: [merchant('***')] }), NEXT)).not.toContain('<Say');
  });

  it('waits as long as the longer of the two timers, in whole seconds', () => {
    const entry = { ...COLLECT, digits: 16, finishKeys: ['#', '*'], firstDigitMs: 5_000, interDigitMs: 9_500 } as const;
    expect(mapper.render(turn({ then: entry }), NEXT)).toContain('numDigits="16" timeout="10" finishOnKey="#*"');
    expect(mapper.render(turn({ then: { ...COLLECT, interDigitMs: 60_000 } }), NEXT)).toContain(
      'timeout="7" finishOnKey=""',
    );
  });

  it('dials with the number the bank chose, and asks a last resort for nothing but its outcome', () => {
    const own = new TwilioTurnMapper({ ...OPTIONS, callerId: '+35542000000' }, AUDIO);
    const then = {
      kind: 'transfer',
      destination: '+35542111111',
      queue: 'general',
      ringSeconds: 30,
      context: CONTEXT,
    } as const;
    expect(own.render(turn({ then }), NEXT)).toContain('callerId="+35542000000"');
    expect(own.render(turn({ then }), { kind: 'lastResort', language: 'sq', attempt: 1 })).toContain(
      'action="https://ivr.bank.example/telephony/twilio/last-resort/sq/1"',
    );
  });

  it('keeps the headers for the agent short by leaving out the oldest intents', () => {
    const path = Array.from({ length: 60 }, (_, index) => `menu.intent_${index}`);
    const then = {
      kind: 'transfer',
      destination: 'sip:a@b.example',
      queue: 'general',
      ringSeconds: 30,
      context: { ...CONTEXT, path },
    } as const;
    const [address = ''] = /sip:[^<]*/.exec(mapper.render(turn({ then }), NEXT)) ?? [];
    expect(address.length).toBeLessThan(1_200);
    expect(address).toContain('menu.intent_59');
    expect(address).not.toContain('menu.intent_0%2C');
  });

  it('refuses what cannot be said or would not be taken', () => {
    expect(() => mapper.render(turn({ say: [{ prompt: 'cards.ending' }] }), NEXT)).toThrow(WrongValue);
    const long = Array.from({ length: 1_000 }, () => ({ prompt: 'goodbye' }) as const);
    expect(() => mapper.render(turn({ say: long }), NEXT)).toThrow(DocumentTooLarge);
  });

  it('S23: 10,000 hostile names and numbers choose no verb, attribute, target or header', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '</Say><Dial>+1900</Dial>',
        '"/><Hangup/>',
        '?X-Verified=yes&',
        '%0d%0aX-Evil: 1',
        '\r\nX-Evil: 1',
        '&amp;',
        ';transport=udp',
      ),
    );
    const shape = /<\/?(\w+)((?: \w+="[^"<]*")*)\/?>/g;
    const tagsOf = (document: string) =>
      [...document.matchAll(shape)].map(([, name, attributes = '']) =>
        [name, ...attributes.matchAll(/ (\w+)=/g)].map(String).join(),
      );
    const transfer = (value: string): Turn =>
      turn({
        say: [merchant(`Shop ${value}`)],
        then: {
          kind: 'transfer',
          destination: 'sip:general@agents.bank.example',
          queue: 'general',
          ringSeconds: 30,
          context: { ...CONTEXT, callerNumber: value, lastPrompt: value, path: [value] },
        },
      });
    const named = (bankName: string) => new TwilioTurnMapper({ ...OPTIONS, bankName }, AUDIO);
    const meant = tagsOf(mapper.render(transfer('x'), NEXT));
    const headers = [
      'X-Call-Id',
      'X-Caller-Number',
      'X-Caller-Number-Class',
      'X-Language',
      'X-Intent',
      'X-Seconds-In-Service',
      'X-Verified',
      'X-Last-Prompt',
      'X-Path',
    ];
    fc.assert(
      fc.property(hostile, (value) => {
        const document = named(value).render(transfer(value), NEXT);
        const [, address = ''] = /<Sip>([^<]*)<\/Sip>/.exec(document) ?? [];
        const [target, query = ''] = address.split('?');
        const names = query.split('&amp;').map((header) => header.split('=')[0] ?? '');
        return (
          tagsOf(document).join('|') === meant.join('|') &&
          document.replaceAll(shape, '').match(/[<>]/g)?.length === 2 &&
          target === 'sip:general@agents.bank.example' &&
          names.every((name) => headers.includes(name)) &&
          /^[\w.%=&;-]*$/.test(query)
        );
      }),
      { numRuns: 10_000, seed: 2 },
    );
  });
});
