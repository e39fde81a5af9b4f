import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AudioLibrary } from '../../../audio/audio-library.js';
import type { Continuation } from '../../continuation.js';
import { DocumentTooLarge } from '../../document-too-large.js';
import type { TransferContext, Turn } from '../../turn.js';
import { VonageTurnMapper } from './vonage-turn.mapper.js';

const OPTIONS = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  voice: { language: 'en-GB', style: 2, premium: true },
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
  firstDigitMs: 6_500,
  interDigitMs: 60_000,
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
const actionsOf = (mapper: VonageTurnMapper, more: Partial<Turn>, next: Continuation = NEXT) =>
  JSON.parse(mapper.render(turn(more), next)) as Record<string, unknown>[];
const kindsOf = (actions: Record<string, unknown>[]) => actions.map(({ action }) => action).join(' ');

describe('VonageTurnMapper', () => {
  const mapper = new VonageTurnMapper(OPTIONS, AUDIO);
  const mute = new VonageTurnMapper(OPTIONS, { ...AUDIO, canSpeak: () => false });

  it('speaks English with Vonage’s voice only where the bank asks for it', () => {
    const say = [{ prompt: 'goodbye' }] as const;
    const spoken = { action: 'talk', text: 'Thank you for calling. Goodbye.', ...OPTIONS.voice, bargeIn: true };
    expect(actionsOf(mapper, { say })[0]).toEqual({ ...spoken, text: expect.stringContaining('Thank you') });
    const own = new VonageTurnMapper({ ...OPTIONS, playLanguages: ['en'] }, AUDIO);
    expect(actionsOf(own, { say })[0]).toMatchObject({ action: 'stream', bargeIn: true });
  });

  it('never mixes speech and files before one input', () => {
    expect(kindsOf(actionsOf(mapper, { say: WELCOME }))).toBe('stream stream input talk');
    expect(kindsOf(actionsOf(mute, { say: WELCOME }))).toBe('talk talk input talk');
  });

  it('lets a notice be heard whole, and a key cut what follows', () => {
    const actions = actionsOf(mapper, { notice: [{ prompt: 'privacy.data' }], say: WELCOME });
    expect(actions.map(({ bargeIn }) => bargeIn)).toEqual([undefined, true, true, undefined, undefined]);
  });

  it('waits whole seconds, the longer of the two times in an entry, and never more than Vonage can', () => {
    const dtmf = (then: Partial<Turn['then']>) =>
      actionsOf(mapper, { then: { ...COLLECT, ...then } as Turn['then'] })[0];
    expect(dtmf({})).toMatchObject({ dtmf: { timeOut: 7, maxDigits: 1, submitOnHash: false } });
    const entry = { digits: 16, finishKeys: ['#', '*'], firstDigitMs: 4_000, interDigitMs: 5_000 } as const;
    expect(dtmf(entry)).toMatchObject({ dtmf: { timeOut: 5, maxDigits: 16, submitOnHash: true } });
    expect(dtmf({ ...entry, firstDigitMs: 20_000 })).toMatchObject({ dtmf: { timeOut: 10 } });
    expect(dtmf({ firstDigitMs: 10 })).toMatchObject({ dtmf: { timeOut: 1 } });
  });

  it('connects to a SIP address with the context for the agent, and to a number without', () => {
    const [, connect, ...rest] = actionsOf(mapper, { say: [{ prompt: 'transfer.agent' }], then: TRANSFER });
    expect(connect).toMatchObject({
      endpoint: [{ type: 'sip', headers: { 'Call-Id': 'call', Intent: 'agent.cards', Verified: 'no' } }],
      timeout: 25,
      limit: 7_200,
      eventType: 'synchronous',
    });
    expect(connect).not.toHaveProperty('from');
    expect(rest).toEqual([]);
    const own = new VonageTurnMapper({ ...OPTIONS, callerId: '+35542000000' }, AUDIO);
    const [toNumber] = actionsOf(own, { then: { ...TRANSFER, destination: '+35542111111', ringSeconds: 1 } });
    expect(toNumber).toMatchObject({
      endpoint: [{ type: 'phone', number: '35542111111' }],
      from: '35542000000',
      timeout: 3,
    });
  });

  it('hangs up by having nothing left to do', () => {
    expect(mapper.render(turn({ then: { kind: 'hangUp' } }), NEXT)).toBe('[]');
  });

  it('asks a last resort for nothing but its outcome', () => {
    const [connect] = actionsOf(mapper, { then: TRANSFER }, { kind: 'lastResort', language: 'sq', attempt: 1 });
    expect(connect).toMatchObject({ eventUrl: ['https://ivr.bank.example/telephony/vonage/last-resort/sq/1'] });
  });

  it('refuses what no turn should say', () => {
    const long = Array.from({ length: 1_500 }, () => ({ prompt: 'goodbye' }) as const);
    expect(() => mapper.render(turn({ say: long }), NEXT)).toThrow(DocumentTooLarge);
  });

  it('S23: 1,000 hostile names and numbers choose no action, key, target, header or markup', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('"},{"action":"connect"', '<speak><break/>', '\r\nX-Evil: 1', '","eventUrl":["https://evil"]'),
    );
    const transfer = (value: string): Partial<Turn> => ({
      say: [{ prompt: 'cards.last-transaction.merchant', value: { kind: 'merchant', description: `Shop ${value}` } }],
      then: {
        ...TRANSFER,
        context: { ...CONTEXT, callerNumber: `1${value}`, lastPrompt: `a${value}`, path: [`b${value}`] },
      },
    });
    const namesOf = (value: unknown): unknown =>
      typeof value !== 'object' || value === null
        ? typeof value
        : Object.entries(value).map(([name, inner]) => [name, namesOf(inner)]);
    const named = (bankName: string) => new VonageTurnMapper({ ...OPTIONS, bankName }, AUDIO);
    const meant = JSON.stringify(namesOf(actionsOf(named('x'), transfer('x'))));
    fc.assert(
      fc.property(hostile, (value) => {
        const [said, connect] = actionsOf(named(value), transfer(value));
        const headers = JSON.stringify(connect?.['endpoint']);
        return (
          JSON.stringify(namesOf([said, connect])) === meant &&
          headers.includes('"uri":"sip:general@agents.bank.example"') &&
          !/\\[rn]/.test(headers) &&
          !String(said?.['text']).includes('<')
        );
      }),
      { numRuns: 1_000, seed: 4 },
    );
  });
});
