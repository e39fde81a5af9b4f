import type { Language, UtterancePart } from '#libs/speech';
import { describe, expect, it } from '@jest/globals';
import type { AudioLibrary } from '../../../audio/audio-library.js';
import type { Continuation } from '../../continuation.js';
import type { Turn } from '../../turn.js';
import { type PhoneTurn, PhoneTurnMapper } from './phone-turn.mapper.js';

const BASE = 'https://ivr.bank.example';
const STEP: Continuation = { kind: 'step', token: 'AAAAAAAAAAAAAAAAAAAAAA' };

const MENU: Turn = {
  language: 'sq',
  notice: [{ prompt: 'privacy.data' }],
  say: [{ prompt: 'welcome' }, { prompt: 'welcome', language: 'en' }],
  then: { kind: 'collect', digits: 1, finishKeys: [], firstDigitMs: 5_000, interDigitMs: 5_000, sensitive: false },
};

describe('turns as the phone in the browser gets them', () => {
  const mapperFor = (...spoken: Language[]) => {
    const audio: AudioLibrary = {
      canSpeak: (language) => spoken.includes(language),
      urlOf: (part, language) => `${BASE}/audio/${language}/${part.prompt}.wav`,
    };
    return new PhoneTurnMapper({ publicUrl: BASE, bankName: 'Banka Demo' }, audio);
  };
  const render = (turn: Turn, continuation: Continuation = STEP, mapper = mapperFor('sq', 'en')) =>
    JSON.parse(mapper.render(turn, continuation)) as PhoneTurn;

  it('says each sentence in its language as text and as sound, what is heard whole apart', () => {
    expect(render(MENU)).toEqual({
      language: 'sq',
      keysAhead: 'kept',
      notice: [
        {
          prompt: 'privacy.data',
          language: 'sq',
          text: 'Të dhënat tuaja përpunohen sipas njoftimit të bankës për privatësinë.',
          audio: `${BASE}/audio/sq/privacy.data.wav`,
        },
      ],
      say: [
        {
          prompt: 'welcome',
          language: 'sq',
          text: 'Banka Demo ju uron mirëseardhjen.',
          audio: `${BASE}/audio/sq/welcome.wav`,
        },
        { prompt: 'welcome', language: 'en', text: 'Welcome to Banka Demo.', audio: `${BASE}/audio/en/welcome.wav` },
      ],
      then: {
        ...MENU.then,
        links: {
          input: `${BASE}/telephony/phone/calls/AAAAAAAAAAAAAAAAAAAAAA/input`,
          noInput: `${BASE}/telephony/phone/calls/AAAAAAAAAAAAAAAAAAAAAA/no-input`,
        },
      },
      links: { hangUp: `${BASE}/telephony/phone/calls/AAAAAAAAAAAAAAAAAAAAAA/hang-up` },
    });
  });

  it('7.3: says when keys pressed ahead must not be used', () => {
    expect(render({ ...MENU, keysAhead: 'discarded' }).keysAhead).toBe('discarded');
  });

  it('has the text alone where the gateway cannot speak the language', () => {
    const [albanian, english] = render(MENU, STEP, mapperFor('en')).say;
    expect([albanian?.audio, albanian?.text]).toEqual([null, 'Banka Demo ju uron mirëseardhjen.']);
    expect(english?.audio).toBe(`${BASE}/audio/en/welcome.wav`);
  });

  it('leaves out a merchant of whose name no letter is left', () => {
    const nameless: UtterancePart = {
      prompt: 'cards.last-transaction.merchant',
      value: { kind: 'merchant', description: '004 12' },
    };
    expect(render({ ...MENU, say: [nameless, { prompt: 'goodbye' }] }).say.map(({ prompt }) => prompt)).toEqual([
      'goodbye',
    ]);
  });

  it('a transfer comes with what the agent gets, and the address its outcome goes to', () => {
    const then: Turn['then'] = {
      kind: 'transfer',
      destination: '+35542111111',
      queue: 'lost_card',
      ringSeconds: 30,
      context: {
        callId: '01900000-0000-7000-8000-000000000000',
        callerNumberClass: 'OWN',
        language: 'sq',
        intent: 'card.lost_or_stolen',
        path: ['language.sq', 'card.lost_or_stolen'],
        secondsInService: 12,
        verified: false,
      },
    };
    const links = { transfer: `${BASE}/telephony/phone/calls/AAAAAAAAAAAAAAAAAAAAAA/transfer` };
    expect(render({ ...MENU, then }).then).toEqual({ ...then, links });
    const lastResort = render({ ...MENU, then }, { kind: 'lastResort', language: 'en', attempt: 1 });
    expect([lastResort.then, lastResort.links]).toEqual([
      { ...then, links: { transfer: `${BASE}/telephony/phone/last-resort/en/1` } },
      {},
    ]);
  });

  it('P9: the same turn is the same bytes', () => {
    expect(mapperFor('sq').render(MENU, STEP)).toBe(mapperFor('sq').render(MENU, STEP));
  });
});
