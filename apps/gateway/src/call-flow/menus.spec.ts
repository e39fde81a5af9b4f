import type { PromptId } from '#libs/speech';
import { describe, expect, it } from '@jest/globals';
import { callAt, type Place } from '../../../../tools/call/testing/test-call.js';

/** `again`: said once more; a queue stands with an arrow; anything else is the place the key leads to. */
interface MenuRule {
  place: Place;
  rules: string;
  says: PromptId[];
  keys: Record<string, string>;
}

const BACK_8: PromptId = 'common.option.main-menu';
const BACK_7: PromptId = 'common.option.previous-menu';
const AGENT: PromptId = 'common.option.agent';
const REPEAT: PromptId = 'common.option.repeat-menu';
const AFTER_INFORMATION: PromptId[] = ['common.option.repeat-information', BACK_7, BACK_8];

/** Requirements 3.3 and 3.5, word for word: what each menu says on arrival, and what each key does. */
const MENUS: MenuRule[] = [
  {
    place: 'M1',
    rules: 'R24',
    says: ['caller.option.lost-card', 'caller.option.individual', 'caller.option.business'],
    keys: { '0': '→ lost_card', '1': 'M2', '2': 'M5', '*': 'again' },
  },
  {
    place: 'M2',
    rules: 'R26, R27, R28, R29',
    says: ['individual.option.cards', 'individual.option.accounts', 'individual.option.complaint', REPEAT, AGENT],
    keys: { '1': 'V1', '2': 'M4I', '3': '→ complaints', '9': 'again', '*': 'again', '0': '→ general' },
  },
  {
    place: 'M3',
    rules: 'R33, R40, R41, R42',
    says: [
      'cards.option.limit',
      'cards.option.last-transaction',
      'cards.option.transactions-email',
      AGENT,
      BACK_8,
      REPEAT,
    ],
    keys: { '1': 'M3.1', '2': 'M3.2', '3': 'M3.3', '0': '→ general', '8': 'M2', '7': 'M2', '9': 'again', '*': 'again' },
  },
  {
    place: 'M3N',
    rules: 'D7, R20',
    says: [
      'cards.need-credit.intro',
      'cards.need-credit.option.card',
      'cards.need-credit.option.accounts',
      AGENT,
      BACK_8,
      REPEAT,
    ],
    keys: { '1': 'V1', '2': 'M4', '0': '→ general', '7': 'M2', '8': 'M2', '9': 'again', '*': 'again' },
  },
  {
    place: 'M4I',
    rules: 'R43',
    says: [
      'identification.intro',
      'identification.option.card',
      'identification.option.client-number',
      REPEAT,
      AGENT,
      BACK_8,
    ],
    keys: { '1': 'V1', '2': 'V3', '9': 'again', '*': 'again', '0': '→ general', '7': 'M2', '8': 'M2' },
  },
  {
    place: 'M4',
    rules: 'R45, R53',
    says: [
      'accounts.option.linked-balance',
      'accounts.option.all-balances',
      'accounts.option.statements',
      AGENT,
      BACK_8,
      REPEAT,
    ],
    keys: { '1': 'M4.1', '2': 'M4.2', '3': 'M4.3', '0': '→ general', '8': 'M2', '7': 'M2', '9': 'again', '*': 'again' },
  },
  {
    place: 'M4.3',
    rules: 'R51, R52, D1',
    says: [
      'statements.intro',
      'statements.option.ALL',
      'statements.option.EUR',
      'statements.option.USD',
      'statements.option.GBP',
      'statements.option.CHF',
      'statements.option.AUD',
      'statements.option.CAD',
      BACK_7,
      BACK_8,
    ],
    keys: {
      ...Object.fromEntries(['1', '2', '3', '4', '5', '6', '9'].map((key) => [key, 'M4.3'])),
      '7': 'M4',
      '8': 'M2',
      '0': '→ general',
      '*': 'again',
    },
  },
  {
    place: 'M5',
    rules: 'R54, R4',
    says: ['business.option.pos', 'business.option.other', 'business.option.complaint'],
    keys: { '1': '→ pos_support', '2': '→ business', '3': '→ complaints', '0': '→ business', '*': 'again' },
  },
  {
    place: 'M6',
    rules: '3.3',
    says: [AGENT, BACK_8],
    keys: { '0': '→ general', '7': 'M2', '8': 'M2', '*': 'again' },
  },
];

/** After information: what is said last, and the keys. */
const AFTER: MenuRule[] = [
  {
    place: 'M3.1',
    rules: 'R35',
    says: AFTER_INFORMATION,
    keys: { '1': 'again', '7': 'M3', '8': 'M2', '0': '→ general', '*': 'again' },
  },
  {
    place: 'M3.2',
    rules: 'R37, D34',
    says: AFTER_INFORMATION,
    keys: { '1': 'again', '7': 'M3', '8': 'M2', '0': '→ general', '*': 'again' },
  },
  {
    place: 'M3.3',
    rules: 'R39',
    says: [BACK_7, BACK_8],
    keys: { '7': 'M3', '8': 'M2', '0': '→ general', '*': 'again' },
  },
  {
    place: 'M4.1',
    rules: 'R47',
    says: AFTER_INFORMATION,
    keys: { '1': 'again', '7': 'M4', '8': 'M2', '0': '→ general', '*': 'again' },
  },
  {
    place: 'M4.2',
    rules: 'R49',
    says: AFTER_INFORMATION,
    keys: { '1': 'again', '7': 'M4', '8': 'M2', '0': '→ general', '*': 'again' },
  },
];

const ALL_KEYS = Array.from('1234567890*#');

describe.each(MENUS)('$rules: $place', ({ place, says }) => {
  it('says its options in their order, on arrival', async () => {
    expect((await callAt(place)).heard).toEqual(says);
  });
});

describe.each(AFTER)('$rules: $place', ({ place, says }) => {
  it('says after the information what can be done now, and nothing of an agent', async () => {
    const { heard } = await callAt(place);
    expect(heard.length).toBeGreaterThan(says.length);
    expect(heard.slice(-says.length)).toEqual(says);
  });
});

describe.each([...MENUS, ...AFTER])('$rules: $place', ({ place, keys }) => {
  it.each(ALL_KEYS.map((key) => [key, keys[key] ?? 'invalid']))('key %s: %s', async (key, leadsTo) => {
    const call = await callAt(place);
    const before = call.heard;
    // A number sign soon after an entry belongs to that entry (D42).
    call.pass(5_000);
    await call.press(key);
    if (leadsTo.startsWith('→ ')) expect(call.transferredTo).toBe(leadsTo.slice(2));
    else if (leadsTo === 'invalid') {
      expect(call.place).toBe(place);
      expect(call.heard[0]).toBe('error.invalid-key');
      expect(call.transferredTo).toBeUndefined();
    } else {
      expect(call.place).toBe(leadsTo === 'again' ? place : leadsTo);
      expect(call.heard).not.toContain('error.invalid-key');
    }
    if (leadsTo === 'again') expect(call.heard).toEqual(before);
  });
});

describe('R21, R22, D28: M0', () => {
  const CHOICE: PromptId[] = ['language.option.albanian', 'language.option.english'];

  it('welcomes in both languages and offers the choice, each in its own', async () => {
    const { turn, heard } = await callAt('M0');
    expect(heard).toEqual(['welcome', 'welcome', ...CHOICE]);
    expect(turn.say.map(({ language }) => language)).toEqual(['sq', 'en', 'sq', 'en']);
  });

  it.each([
    ['1', 'sq'],
    ['2', 'en'],
  ])('key %s: %s', async (key, language) => {
    const call = await (await callAt('M0')).press(key);
    expect([call.place, call.turn.language]).toEqual(['M1', language]);
  });

  it.each(['3', '0', '9', '#'])(
    'key %s: the choice is spoken again, without a word of blame, twice at most',
    async (key) => {
      const call = await callAt('M0');
      await call.press(key);
      expect([call.place, call.heard]).toEqual(['M0', CHOICE]);
      await call.press(key);
      expect([call.place, call.heard]).toEqual(['M0', CHOICE]);
      await call.press(key);
      expect([call.place, call.turn.language]).toEqual(['M1', 'sq']);
      expect(call.heard).not.toContain('error.invalid-key');
    },
  );

  it('R22: nothing chosen is Albanian, without a word about it', async () => {
    const call = await (await callAt('M0')).silence();
    expect([call.place, call.turn.language]).toEqual(['M1', 'sq']);
    expect(call.heard[0]).toBe('caller.option.lost-card');
  });
});

describe('D34: an agent after information is announced only after an error', () => {
  it.each<Place>(['M3.1', 'M3.2', 'M3.3', 'M4.1', 'M4.2', 'M4.3', 'M5'])('%s', async (place) => {
    const call = await callAt(place);
    expect(call.heard).not.toContain(AGENT);
    await call.silence();
    expect(call.heard.at(-1)).toBe(AGENT);
  });
});

describe('3.5: settings change what is announced', () => {
  it('D14: with several transactions spoken the option is called so', async () => {
    expect((await callAt('M3', { settings: { spokenTransactions: 3 } })).heard).toContain(
      'cards.option.last-transactions',
    );
  });

  it('P13: an emergency announcement comes before M1, on arrival and when repeated', async () => {
    const call = await callAt('M1', { settings: { emergencyAnnouncement: true } });
    expect(call.heard[0]).toBe('announcement.emergency');
    expect((await call.press('*')).heard[0]).toBe('announcement.emergency');
    expect((await call.silence()).heard).not.toContain('announcement.emergency');
  });

  it('D39: P-PRIVACY once, after the choice of the language, whole and in that language', async () => {
    const call = await callAt('M1', { settings: { privacyNotice: true }, language: 'sq' });
    expect(call.turn.notice).toEqual([{ prompt: 'privacy.recording' }, { prompt: 'privacy.data' }]);
    expect(call.turn.language).toBe('sq');
    expect((await call.press('*')).turn.notice).toEqual([]);
    expect((await callAt('M1')).turn.notice).toEqual([]);
  });

  it('D30: with telephone PINs the telephone PIN is asked for', async () => {
    expect((await callAt('V2', { settings: { pinKind: 'telephone' } })).heard).toEqual([
      'identification.enter-telephone-pin',
    ]);
    expect((await callAt('V2')).heard).toEqual(['identification.enter-pin']);
  });
});
