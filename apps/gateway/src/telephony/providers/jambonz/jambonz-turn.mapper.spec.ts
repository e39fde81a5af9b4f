import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AudioLibrary } from '../../../audio/audio-library.js';
import type { Continuation } from '../../continuation.js';
import { DocumentTooLarge } from '../../document-too-large.js';
import type { TransferContext, Turn } from '../../turn.js';
import { complaintsAbout } from './__fixtures__/verb-check.js';
import { JambonzTurnMapper } from './jambonz-turn.mapper.js';

const OPTIONS = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  voices: {
    sq: { vendor: 'microsoft', language: 'sq-AL', voice: 'sq-AL-AnilaNeural' },
    en: { vendor: 'microsoft', language: 'en-GB', voice: 'en-GB-SoniaNeural' },
  },
  playLanguages: ['sq', 'en'] as const,
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
const ENTRY = { ...COLLECT, digits: 16, finishKeys: ['#', '*'], firstDigitMs: 10_000, interDigitMs: 4_500 } as const;
const CONTEXT: TransferContext = {
  callId: 'call',
  callerNumberClass: 'OWN',
  language: 'sq',
  intent: 'agent.cards',
  path: [],
  secondsInService: 1,
  verified: false,
};
const TRANSFER = {
  kind: 'transfer',
  destination: 'sip:general@agents.bank.example',
  queue: 'general',
  ringSeconds: 25,
  context: CONTEXT,
} as const;
const WELCOME = [
  { prompt: 'welcome', language: 'sq' },
  { prompt: 'welcome', language: 'en' },
] as const;

const turn = (more: Partial<Turn>): Turn => ({ language: 'en', notice: [], say: [], then: COLLECT, ...more });

/** The verbs of a turn; what either rule set of jambonz has against them fails the test. */
function verbsOf(mapper: JambonzTurnMapper, more: Partial<Turn>, next = NEXT): Record<string, unknown>[] {
  const document = mapper.render(turn(more), next);
  expect(complaintsAbout(document)).toEqual([]);
  return JSON.parse(document) as Record<string, unknown>[];
}

describe('JambonzTurnMapper', () => {
  const mapper = new JambonzTurnMapper(OPTIONS, AUDIO);
  const speaking = new JambonzTurnMapper({ ...OPTIONS, playLanguages: [] }, AUDIO);
  const mixed = new JambonzTurnMapper({ ...OPTIONS, playLanguages: ['sq'] }, AUDIO);

  it('collects one key without a word about a second, and leaves an apology for a gateway that is away', () => {
    const [gather, apology, hangUp] = verbsOf(mapper, { say: [{ prompt: 'goodbye' }] });
    expect(gather).toEqual({
      verb: 'gather',
      id: 'calls/AAAAAAAAAAAAAAAAAAAAAA/input/1',
      actionHook: `https://ivr.bank.example/telephony/jambonz/calls/AAAAAAAAAAAAAAAAAAAAAA/input/1#rc=2&rp=ct,5xx`,
      input: ['digits'],
      numDigits: 1,
      timeout: 7,
      dtmfBargein: true,
      listenDuringPrompt: true,
      play: { url: ['https://ivr.bank.example/audio/en/goodbye.wav'] },
    });
    expect(apology).toEqual({ verb: 'play', url: ['https://ivr.bank.example/audio/en/error.apology.wav'] });
    expect(hangUp).toEqual({ verb: 'hangup' });
  });

  it('collects an entry with two timers, in whole seconds, that # ends', () => {
    const [gather] = verbsOf(mapper, { then: ENTRY });
    expect(gather).toMatchObject({ minDigits: 1, maxDigits: 16, timeout: 10, interDigitTimeout: 5, finishOnKey: '#' });
    expect(gather).not.toHaveProperty('numDigits');
    expect(gather).not.toHaveProperty('play');
  });

  it('plays what must be heard whole before the gather', () => {
    const [notice, gather] = verbsOf(mapper, { notice: [{ prompt: 'privacy.data' }], say: WELCOME });
    expect(notice).toEqual({ verb: 'play', url: ['https://ivr.bank.example/audio/en/privacy.data.wav'] });
    expect(gather?.['play']).toEqual({
      url: ['https://ivr.bank.example/audio/sq/welcome.wav', 'https://ivr.bank.example/audio/en/welcome.wav'],
    });
  });

  it('speaks with the vendor where the bank wants it; a second language is heard before the gather', () => {
    const [albanian, gather] = verbsOf(speaking, { say: WELCOME });
    expect(albanian).toEqual({
      verb: 'say',
      text: 'Banka Demo ju uron mirëseardhjen.',
      synthesizer: OPTIONS.voices.sq,
    });
    expect(gather?.['say']).toEqual({ text: 'Welcome to Banka Demo.', synthesizer: OPTIONS.voices.en });
  });

  it('never mixes files and voices in one prompt: a language that could be spoken is played beside one that is not', () => {
    const [gather] = verbsOf(mixed, { say: WELCOME });
    expect(gather).toMatchObject({ verb: 'gather', play: { url: [expect.any(String), expect.any(String)] } });
    const mute = new JambonzTurnMapper(
      { ...OPTIONS, playLanguages: ['sq'] },
      { ...AUDIO, canSpeak: (l) => l === 'sq' },
    );
    expect(verbsOf(mute, { say: WELCOME }).map(({ verb }) => verb)).toEqual(['say', 'gather', 'say', 'hangup']);
  });

  it('dials a SIP address with the context for the agent, and a number without', () => {
    const [, dial, hangUp] = verbsOf(mapper, { say: [{ prompt: 'transfer.agent' }], then: TRANSFER });
    expect(dial).toMatchObject({
      verb: 'dial',
      id: 'calls/AAAAAAAAAAAAAAAAAAAAAA/transfer',
      target: [{ type: 'sip', sipUri: 'sip:general@agents.bank.example' }],
      timeout: 25,
      headers: { 'X-Call-Id': 'call', 'X-Intent': 'agent.cards', 'X-Verified': 'no' },
    });
    expect(dial).not.toHaveProperty('callerId');
    expect(hangUp).toEqual({ verb: 'hangup' });
    const own = new JambonzTurnMapper({ ...OPTIONS, callerId: '+35542000000' }, AUDIO);
    const [toNumber] = verbsOf(own, { then: { ...TRANSFER, destination: '+35542111111' } });
    expect(toNumber).toMatchObject({
      target: [{ type: 'phone', number: '+35542111111' }],
      callerId: '+35542000000',
    });
    expect(toNumber).not.toHaveProperty('headers');
  });

  it('asks a last resort for nothing but its outcome', () => {
    const [dial] = verbsOf(mapper, { then: TRANSFER }, { kind: 'lastResort', language: 'sq', attempt: 1 });
    expect(dial).toMatchObject({
      id: 'last-resort/sq/1',
      actionHook: expect.stringMatching(/^https:\/\/ivr\.bank\.example\/telephony\/jambonz\/last-resort\/sq\/1#/),
    });
  });

  it('refuses what no turn should say', () => {
    const long = Array.from({ length: 1_500 }, () => ({ prompt: 'goodbye' }) as const);
    expect(() => mapper.render(turn({ say: long }), NEXT)).toThrow(DocumentTooLarge);
  });

  it('S23: 1,000 hostile names and numbers choose no verb, property, target, header or markup', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('"},{"verb":"dial"', '<speak><break/>', '\r\nX-Evil: 1', '","url":"https://evil.example"'),
    );
    const transfer = (value: string): Partial<Turn> => ({
      say: [{ prompt: 'cards.last-transaction.merchant', value: { kind: 'merchant', description: `Shop ${value}` } }],
      then: { ...TRANSFER, context: { ...CONTEXT, callerNumber: `1${value}`, lastPrompt: `a${value}`, path: [value] } },
    });
    const namesOf = (value: unknown): unknown =>
      typeof value !== 'object' || value === null
        ? typeof value
        : Object.entries(value).map(([name, inner]) => [name, namesOf(inner)]);
    const named = (bankName: string) => new JambonzTurnMapper({ ...OPTIONS, playLanguages: [], bankName }, AUDIO);
    const meant = namesOf(verbsOf(named('x'), transfer('x')));
    fc.assert(
      fc.property(hostile, (value) => {
        const verbs = verbsOf(named(value), transfer(value));
        const texts = JSON.stringify(verbs.map(({ headers }) => headers));
        // A path of which nothing is left is not sent.
        const shape = namesOf(verbs);
        const same = JSON.stringify(shape) === JSON.stringify(meant) || value === '';
        return (
          same &&
          !texts.includes('\\r') &&
          !texts.includes('\\n') &&
          verbs.every((v) => !String(v['text']).includes('<'))
        );
      }),
      { numRuns: 1_000, seed: 4 },
    );
  });
});
