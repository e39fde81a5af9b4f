import { describe, expect, it } from '@jest/globals';
import { callAt, type Place, PLACES } from '../../../../tools/call/testing/test-call.js';

const MENUS = PLACES.filter((place) => place.startsWith('M') && place !== 'M0');
const ENTRIES = PLACES.filter((place) => place.startsWith('V'));

describe.each(MENUS)('7.2: slips at %s', (place) => {
  it('two silences in a row: P-NOINPUT and the options; the third ends the call', async () => {
    const call = await callAt(place);
    for (const _ of [1, 2]) {
      await call.silence();
      expect(call.heard[0]).toBe('error.no-input');
      expect([call.place, call.isOver]).toEqual([place, false]);
    }
    await call.silence();
    expect([call.heard, call.isOver, call.state.outcome]).toEqual([['goodbye'], true, 'no_input']);
  });

  it('two invalid keys in a row: P-INVALID and the options; the third goes to an agent', async () => {
    const call = (await callAt(place)).pass(5_000);
    for (const _ of [1, 2]) {
      await call.press('#');
      expect(call.heard[0]).toBe('error.invalid-key');
      expect(call.transferredTo).toBeUndefined();
    }
    await call.press('#');
    expect(call.heard[0]).toBe('error.invalid-key');
    expect(call.transferredTo).toBe(place === 'M5' ? 'business' : 'general');
  });

  it('silences and invalid keys are counted apart', async () => {
    const call = (await callAt(place)).pass(5_000);
    await call.silence(2);
    await call.press('#', '#');
    expect([call.isOver, call.transferredTo]).toEqual([false, undefined]);
  });
});

describe('7.2: a valid key sets both counters to zero', () => {
  it('also when it leads nowhere else', async () => {
    const call = await callAt('M2');
    await call.silence(2);
    await call.press('5', '5', '9');
    await call.silence(2);
    await call.press('5', '5');
    expect([call.isOver, call.transferredTo]).toEqual([false, undefined]);
    expect((await call.press('5')).transferredTo).toBe('general');
  });

  it('slips of one menu are not slips of the next', async () => {
    const call = await callAt('M1');
    await call.silence(2);
    await call.press('1');
    await call.silence(2);
    expect(call.isOver).toBe(false);
  });
});

describe('7.2: after information only the choices are repeated', () => {
  it.each<Place>(['M3.1', 'M3.2', 'M4.1', 'M4.2'])('%s, after a silence and after an invalid key', async (place) => {
    const call = await callAt(place);
    const told = call.bank.told.length;
    await call.silence();
    await call.press('5');
    expect(call.heard).toEqual([
      'error.invalid-key',
      'common.option.repeat-information',
      'common.option.previous-menu',
      'common.option.main-menu',
      'common.option.agent',
    ]);
    expect(call.bank.told).toHaveLength(told);
    await call.press('1');
    expect(call.bank.told.length).toBeGreaterThan(told);
  });
});

describe.each(ENTRIES)('3.4: slips at %s', (place) => {
  const ask = (heard: readonly string[]) => heard.at(-1)?.startsWith('identification.enter-');

  it('two silences: P-NOINPUT in its wording for entries and the entry again; the third leads to M6', async () => {
    const call = await callAt(place);
    for (const _ of [1, 2]) {
      await call.silence();
      expect([call.place, call.heard[0], ask(call.heard)]).toEqual([place, 'error.no-digits', true]);
    }
    await call.silence();
    expect([call.place, call.heard[0], call.isOver]).toEqual(['M6', 'error.no-digits', false]);
  });

  it('two entry errors: P-ENTRY-INVALID and the entry again; the third leads to M6', async () => {
    const call = await callAt(place);
    for (const _ of [1, 2]) {
      await call.press('12#');
      expect([call.place, call.heard[0], ask(call.heard)]).toEqual([place, 'error.invalid-entry', true]);
    }
    await call.press('12#');
    expect([call.place, call.heard[0]]).toEqual(['M6', 'error.invalid-entry']);
  });

  it('errors and silences are counted apart, and no try of a credential', async () => {
    const call = await callAt(place);
    await call.silence(2);
    await call.press('12#', '12#');
    expect(call.place).toBe(place);
    expect(call.bank.verdicts).toEqual([]);
  });

  it('a new visit counts anew', async () => {
    const call = await callAt(place);
    await call.silence(2);
    await call.press('#', '8');
    expect(call.place).toBe('M2');
    await call.press('1');
    await call.silence(2);
    expect(call.place).toBe('V1');
  });
});

describe('3.4: how many errors an entry allows is a setting', () => {
  it.each([1, 5])('%d', async (entryMaxErrors) => {
    const call = await callAt('V1', { settings: { entryMaxErrors } });
    for (let times = 1; times < entryMaxErrors; times += 1) expect((await call.press('1#')).place).toBe('V1');
    expect((await call.press('1#')).place).toBe('M6');
  });
});

describe('4.5: failed verifications in a call', () => {
  it.each([
    ['a card', 'V1', [{ card: 'A-credit' }, { wrongPin: 'A-credit' }]],
    ['a client number', 'V3', ['999999999']],
  ] as const)('by %s: two say P-VFAIL and begin again, the third closes self-service', async (_, place, keys) => {
    const call = await callAt(place);
    for (const left of [2, 1]) {
      await call.press(...keys);
      expect(call.heard.slice(0, 2)).toEqual(['identification.failed', 'identification.attempts-left']);
      expect(call.turn.say[1]?.value).toEqual({ kind: 'count', count: left, gender: 'feminine' });
      expect(call.place).toBe(place);
    }
    await call.press(...keys);
    expect(call.heard.slice(0, 2)).toEqual(['identification.closed', 'identification.closed-advice']);
    expect([call.place, call.state.closed]).toEqual(['M6', true]);
    await call.hangUp();
    expect(call.state.outcome).toBe('verification_failed');
  });

  it.each(['1', '2'])('closed stays closed: M2 key %s', async (key) => {
    const call = await callAt('V3');
    for (const _ of [1, 2, 3]) await call.press('999999999');
    await call.press('8', key);
    expect([call.place, call.heard[0]]).toEqual(['M6', 'identification.closed']);
    expect((await call.press('0')).transferredTo).toBe('general');
  });

  it('P-VFAIL is the same for every reason', async () => {
    const words = async (card: string, from: string) => {
      const call = await callAt('M2', { from });
      await call.press('1', { card }, { wrongPin: card });
      return call.words.slice(0, 2);
    };
    const unknown = await callAt('V1', { from: 'B' });
    await unknown.press('6011111111111117', '1234');
    expect(await words('A-credit', 'A')).toEqual(unknown.words.slice(0, 2));
    expect(await words('A-credit', 'B')).toEqual(unknown.words.slice(0, 2));
    expect(await words('G-blocked', 'G')).toEqual(unknown.words.slice(0, 2));
  });
});
