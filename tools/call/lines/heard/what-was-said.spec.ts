import { LANGUAGES, PROMPT_IDS, placeholderOf, sentence, type SpokenValue } from '#libs/speech';
import { describe, expect, it } from '@jest/globals';
import { UnknownSentence, WhatWasSaid } from './what-was-said.js';

const VALUES: Record<string, SpokenValue> = {
  amount: { kind: 'amount', minor: '-15050', currency: 'ALL' },
  count: { kind: 'count', count: 3, gender: 'feminine' },
  currency: { kind: 'currency', currency: 'CHF' },
  date: { kind: 'date', date: '2026-11-22' },
  digits: { kind: 'digits', digits: '00123' },
  key: { kind: 'key', key: '4' },
  last4: { kind: 'lastFour', digits: '0071' },
  merchant: { kind: 'merchant', description: 'H&M TIRANE' },
  minutes: { kind: 'minutes', minutes: 5 },
  when: { kind: 'when', at: '2026-11-23T07:00:00Z', now: '2026-11-22T12:00:00Z', timeZone: 'Europe/Tirane' },
};
const said = new WhatWasSaid('Banka Demo', 'https://ivr.bank.example', (token) =>
  token === 'good' ? { part: { prompt: 'cards.ending', value: VALUES['last4']! }, language: 'sq' } : undefined,
);

describe('what a provider says and plays, as prompts', () => {
  it.each(LANGUAGES)('every sentence of the catalogue is found again by its words (%s)', (language) => {
    for (const prompt of PROMPT_IDS) {
      const placeholder = placeholderOf(prompt);
      const part = placeholder === undefined ? { prompt } : { prompt, value: VALUES[placeholder]! };
      const heard = said.spoken(sentence(part, language, 'Banka Demo'), language);
      expect([heard.prompt, ...(heard.alsoReads ?? [])]).toContain(prompt);
      // The same words stand for several prompts only where the catalogue has them twice.
      for (const other of heard.alsoReads ?? []) expect(placeholderOf(other)).toBe(placeholder);
    }
  });

  it('a sound by its name, and a client’s sentence by whoever can read it', () => {
    expect(said.played('https://ivr.bank.example/audio/sq/welcome.0123456789abcdef.wav')).toEqual({
      prompt: 'welcome',
      language: 'sq',
      text: 'Banka Demo ju uron mirëseardhjen.',
    });
    expect(said.played('https://ivr.bank.example/audio/said/good.wav').prompt).toBe('cards.ending');
    expect(said.played('https://ivr.bank.example/audio/said/other.wav').prompt).toBeUndefined();
  });

  it.each([
    ['words that are none of ours', () => said.spoken('Your loan is approved.', 'en-GB')],
    ['another language', () => said.spoken('Bienvenue.', 'fr-FR')],
    ['a sound from elsewhere', () => said.played('https://evil.example/audio/sq/welcome.wav')],
    ['a sound of no prompt', () => said.played('https://ivr.bank.example/audio/sq/no.such.0123456789abcdef.wav')],
  ] as const)('refuses %s', (_, hear) => {
    expect(hear).toThrow(UnknownSentence);
  });
});
