import type { Language } from '#libs/speech';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { callAt, NOON, PLACES, TestCall } from '../../../../tools/call/testing/test-call.js';
import { BANK_FLOW_FILE } from './load-flow.js';

const HOUR = 3_600_000;
const LANGUAGES: Language[] = ['sq', 'en'];

/** Every text that can be said, in both languages. */
const TEXTS = Object.values(
  JSON.parse(
    readFileSync(new URL('../../../../libs/speech/src/catalogue/prompts.json', import.meta.url), 'utf8'),
  ) as Record<string, Record<Language, string>>,
).flatMap((texts) => Object.values(texts));

/** Rules R1 to R13 and R21 to R29 of the bank's description, on the engine and the paper bank. */
describe('what the service is', () => {
  it('R1: answers at every hour of every day, and listens to keys', async () => {
    const moments = [
      ...Array.from({ length: 24 * 7 }, (_, hour) => NOON + hour * HOUR),
      Date.parse('2027-01-01T00:00:00+01:00'),
      Date.parse('2027-03-28T02:30:00+01:00'),
      Date.parse('2026-10-25T02:30:00+02:00'),
    ];
    for (const at of moments) {
      const call = await TestCall.answered({ at });
      expect(call.turn.then).toMatchObject({ kind: 'collect', digits: 1 });
    }
  });

  it.each(PLACES)('R2: at %s says what to do next', async (place) => {
    for (const language of LANGUAGES) {
      const call = await callAt(place, { language });
      expect(call.heard.at(-1)).toMatch(/\.option\.|\.enter-/);
      expect(call.words.at(-1)).toMatch(place.startsWith('V') ? /vendosni|enter/ : /shtypni|press/);
    }
  });

  it('R3: a caller who passes verification gets card and account information without an agent', async () => {
    const call = await TestCall.answered();
    const queues = [];
    for (const key of [
      '2',
      '1',
      '1',
      { card: 'A-credit' },
      { pin: 'A-credit' },
      '1',
      '7',
      '2',
      '8',
      '2',
      '1',
      '7',
      '2',
    ] as const) {
      await call.press(key);
      queues.push(call.transferredTo);
    }
    expect(queues.every((queue) => queue === undefined)).toBe(true);
    expect(call.bank.told.map(({ request }) => request)).toEqual([
      'limitAndDebt',
      'lastTransactions',
      'listDebitCards',
      'linkedBalances',
      'allBalances',
    ]);
  });

  it('R4: a POS problem is reported through the service', async () => {
    expect((await (await callAt('M5')).press('1')).transferredTo).toBe('pos_support');
  });

  it('R12: nothing says or counts a fee: neither a prompt, nor the flow', () => {
    const prices = /\b(fee|fees|charge|charged|cost|price|tarif\p{L}*|komision\p{L}*|kushton)\b/iu;
    expect(TEXTS).toHaveLength(246);
    expect(TEXTS.filter((text) => prices.test(text))).toEqual([]);
    expect(readFileSync(BANK_FLOW_FILE, 'utf8')).not.toMatch(prices);
  });

  it('R13: nothing calls the call free', () => {
    expect(TEXTS.filter((text) => /\b(free|falas|pa pagesë)\b/i.test(text))).toEqual([]);
  });
});

describe('welcome, language and caller type', () => {
  it('R21: begins with a welcome, then the choice of the language', async () => {
    const call = await callAt('M0');
    expect(call.words).toEqual([
      'Banka Demo ju uron mirëseardhjen.',
      'Welcome to Banka Demo.',
      'Për shqip, shtypni një.',
      'For English, press two.',
    ]);
  });

  it.each([
    ['R21: key 1', '1', 'sq'],
    ['R21: key 2', '2', 'en'],
  ])('%s is %s: %s', async (_, key, language) => {
    expect((await (await callAt('M0')).press(key)).turn.language).toBe(language);
  });

  it('R22: nothing chosen is Albanian', async () => {
    expect((await (await callAt('M0')).silence()).turn.language).toBe('sq');
  });

  it.each(PLACES.filter((place) => place !== 'M0'))(
    'R23: at %s everything is in the chosen language',
    async (place) => {
      for (const language of LANGUAGES) {
        const { turn } = await callAt(place, { language });
        expect(turn.language).toBe(language);
        expect([...turn.notice, ...turn.say].filter((part) => part.language !== undefined)).toEqual([]);
      }
    },
  );

  it('R24: then 0 lost or stolen card, 1 individual client, 2 business client', async () => {
    const call = await callAt('M1');
    expect(call.words).toEqual([
      'To report a lost or stolen card, press zero.',
      'If you are an individual client, press one.',
      'If you are a business client, press two.',
    ]);
    expect((await (await callAt('M1')).press('1')).place).toBe('M2');
    expect((await (await callAt('M1')).press('2')).place).toBe('M5');
  });

  it.each(['A', 'nobody', 'withheld', 'F'])(
    'R25: lost or stolen card: straight to an agent, nothing asked (%s calls)',
    async (from) => {
      const call = await callAt('M1', { from });
      await call.press('0');
      expect([call.transferredTo, call.heard, call.context.verified]).toEqual([
        'lost_card',
        ['transfer.lost-card'],
        false,
      ]);
      expect(call.context.intent).toBe('card.lost_or_stolen');
    },
  );
});

describe('the individual client menu', () => {
  it('R26: 1 cards, 2 accounts, 3 complaint, 9 repeat, 0 agent', async () => {
    expect((await callAt('M2', { language: 'sq' })).words).toEqual([
      'Për informacion mbi kartat, shtypni një.',
      'Për informacion mbi llogaritë, shtypni dy.',
      'Për të raportuar një ankesë, shtypni tre.',
      'Për të përsëritur këtë menu, shtypni nëntë.',
      'Për t’u lidhur me një agjent, shtypni zero.',
    ]);
  });

  it.each(['A', 'withheld'])('R27: 3 connects to an agent for the complaint (%s calls)', async (from) => {
    const call = await (await callAt('M2', { from })).press('3');
    expect([call.transferredTo, call.context.intent]).toEqual(['complaints', 'complaint.individual']);
  });

  it('R28: 9 repeats the menu', async () => {
    const call = await callAt('M2');
    const { words } = call;
    expect((await call.press('9')).words).toEqual(words);
  });

  it.each(['A', 'withheld'])('R29: 0 connects to an agent (%s calls)', async (from) => {
    const call = await (await callAt('M2', { from })).press('0');
    expect([call.transferredTo, call.context.intent]).toEqual(['general', 'agent.individual']);
  });
});
