import { describe, expect, it } from '@jest/globals';
import {
  hasValue,
  Placeholder,
  placeholderOf,
  PROMPT_IDS,
  sentence,
  SpokenValue,
  UnknownCurrency,
  WrongValue,
} from './index.js';
import { CURRENCY_ORDER } from './index.js';

const SAMPLE: Record<Placeholder, SpokenValue> = {
  amount: { kind: 'amount', minor: '-15050', currency: 'GBP' },
  count: { kind: 'count', count: 3, gender: 'feminine' },
  currency: { kind: 'currency', currency: 'CHF' },
  date: { kind: 'date', date: '2026-11-21' },
  digits: { kind: 'digits', digits: '00429317' },
  key: { kind: 'key', key: '2' },
  last4: { kind: 'lastFour', digits: '0429' },
  merchant: { kind: 'merchant', description: 'DYQAN *LULE 000482' },
  minutes: { kind: 'minutes', minutes: 3 },
  when: { kind: 'when', at: '2026-11-23T07:00:00Z', now: '2026-11-22T09:00:00Z', timeZone: 'Europe/Tirane' },
};
const say = (value: SpokenValue, prompt: (typeof PROMPT_IDS)[number]): [string, string] => [
  sentence({ prompt, value }, 'sq', 'Banka Demo'),
  sentence({ prompt, value }, 'en', 'Banka Demo'),
];

describe('sentences', () => {
  it.each(PROMPT_IDS)('renders %s in both languages without a digit or a brace left', (prompt) => {
    const placeholder = placeholderOf(prompt);
    const part = placeholder ? { prompt, value: SAMPLE[placeholder] } : { prompt };
    const texts = (['sq', 'en'] as const).map((language) => sentence(part, language, 'Banka Demo'));
    expect(texts[0]).toMatch(/^[\p{L}’,.:? -]+$/u);
    expect(texts[1]).toMatch(/^[\p{L}’,.:? -]+$/u);
    expect(hasValue(part)).toBe(placeholder !== undefined);
  });

  it('puts each kind of value into its place', () => {
    expect(say(SAMPLE.amount, 'accounts.balance.available')).toEqual([
      'Balanca e disponueshme është minus njëqind e pesëdhjetë paundë britanikë dhe pesëdhjetë peni.',
      'The available balance is minus one hundred fifty British pounds and fifty pence.',
    ]);
    expect(say(SAMPLE.count, 'identification.attempts-left')).toEqual([
      'Përpjekje të mbetura: tri.',
      'Attempts left: three.',
    ]);
    expect(say(SAMPLE.currency, 'accounts.balance.current')).toEqual([
      'Llogaria rrjedhëse në franga zvicerane.',
      'Current account in Swiss francs.',
    ]);
    expect(say(SAMPLE.merchant, 'cards.last-transaction.merchant')[0]).toBe('Vendi i transaksionit: Dyqan Lule.');
    expect(say(SAMPLE.last4, 'cards.ending')[0]).toBe('Karta e kreditit që mbaron me zero, katër, dy, nëntë.');
    expect(say(SAMPLE.key, 'common.option.press-key')).toEqual(['Shtypni dy.', 'Press two.']);
    expect(say(SAMPLE.minutes, 'transfer.busy')[0]).toBe(
      'Të gjithë agjentët janë të zënë. Koha e pritjes është rreth tri minuta.',
    );
  });

  it('ends in one full stop when the value or the bank’s name brings its own', () => {
    expect(say(SAMPLE.when, 'transfer.closed')).toEqual([
      'Ky shërbim tani është i mbyllur. Hapet nesër në orën tetë.',
      'This service is closed now. It opens tomorrow at eight a.m.',
    ]);
    expect(sentence({ prompt: 'welcome' }, 'en', 'Banka Demo Sh.a.')).toBe('Welcome to Banka Demo Sh.a.');
  });

  it('speaks a part in its own language when it has one: the welcome is bilingual', () => {
    expect(sentence({ prompt: 'welcome', language: 'en' }, 'sq', 'Banka Demo')).toBe('Welcome to Banka Demo.');
    expect(sentence({ prompt: 'welcome' }, 'sq', 'Banka Demo')).toBe('Banka Demo ju uron mirëseardhjen.');
  });

  it('says nothing at all of a merchant with nothing left to say', () => {
    const part = {
      prompt: 'cards.last-transaction.merchant',
      value: { kind: 'merchant', description: '[[1]]' },
    } as const;
    expect(sentence(part, 'sq', 'Banka Demo')).toBe('');
    expect(hasValue(part)).toBe(true);
  });

  it('gives no meaning to braces or dollar signs in a name', () => {
    expect(sentence({ prompt: 'welcome' }, 'en', '{amount} $& $1')).toBe('Welcome to {amount} $& $1.');
    expect(say({ kind: 'merchant', description: '{bank} $& KAFE' }, 'cards.last-transaction.merchant')[1]).toBe(
      'Place of the transaction: bank and Kafe.',
    );
  });

  it.each(CURRENCY_ORDER)('names the currency %s after «në» and "in"', (currency) => {
    const [sq, en] = say({ kind: 'currency', currency }, 'statements.no-account');
    expect(sq).toMatch(/^Nuk keni llogari në \p{Ll}[\p{L} ]+\.$/u);
    expect(en).toMatch(/^You do not have an account in \p{L}[\p{L} ]+\.$/u);
  });

  it('refuses a currency without a name', () => {
    expect(() => say({ kind: 'currency', currency: 'SEK' }, 'statements.no-account')).toThrow(UnknownCurrency);
  });

  it('refuses a missing, a wrong and a superfluous value', () => {
    expect(() => sentence({ prompt: 'cards.limit.total' }, 'sq', 'B')).toThrow(WrongValue);
    expect(() => say(SAMPLE.date, 'cards.limit.total')).toThrow(
      'The prompt cards.limit.total needs amount, given was date',
    );
    expect(() => say(SAMPLE.date, 'goodbye')).toThrow(WrongValue);
  });

  it.each(['', ' 7', '0x1F', '1.50', '1e3', '--1'])('refuses %j as an amount of minor units', (minor) => {
    expect(() => say({ kind: 'amount', minor, currency: 'ALL' }, 'cards.limit.total')).toThrow(RangeError);
  });

  it.each(['429', '00429', '4000001234567899'])(
    'never speaks anything but four digits as the end of a card: %s',
    (digits) => {
      expect(() => say({ kind: 'lastFour', digits }, 'cards.ending')).toThrow(RangeError);
    },
  );
});
