import { describe, expect, it } from '@jest/globals';
import { callAt, TestCall } from '../../../../tools/call/testing/test-call.js';

const CARD_AND_PIN = [{ card: 'A-credit' }, { pin: 'A-credit' }] as const;

describe.each(['core', 'provider'] as const)('7.3: keys typed ahead, kept by the %s', (typeAhead) => {
  it('are used by the menus and entries that follow, in their order', async () => {
    const call = await TestCall.answered({ typeAhead });
    await call.typeAhead('211', ...CARD_AND_PIN, '1');
    expect(call.place).toBe('M3.1');
    expect(call.heard).toContain('cards.limit.debt');
  });

  it('go through menus, there and back', async () => {
    const call = await TestCall.answered({ typeAhead });
    await call.typeAhead('222');
    expect(call.transferredTo).toBe('business');
  });

  it('SC26: a number sign after the PIN is swallowed', async () => {
    const call = await callAt('M2', { typeAhead });
    await call.typeAhead('1', ...CARD_AND_PIN, '#1');
    expect(call.place).toBe('M3.1');
  });

  it('every entry may be closed with a number sign', async () => {
    const call = await callAt('M2', { typeAhead });
    await call.typeAhead('1', { card: 'A-credit' }, '#', { pin: 'A-credit' }, '#', '1');
    expect(call.place).toBe('M3.1');
  });
});

describe('7.3: up to 32 keys are kept', () => {
  it.each([
    [31, 'M4'],
    [32, 'M2'],
    [33, 'M2'],
  ])('of %d keys', async (count, place) => {
    const call = await callAt('V3');
    // The number, then back and forth between the balances and their menu, then the main menu as the 32nd key.
    const keys = `100000001${'27'.repeat(20)}`.slice(0, 31) + '8'.repeat(count - 31);
    await call.typeAhead(keys.slice(0, count));
    expect([call.place, call.heard[0]]).not.toContain('error.invalid-key');
    expect(call.place).toBe(place);
  });
});

describe('7.3: kept keys are discarded', () => {
  it.each<[string, string, readonly (string | { wrongPin: string } | { card: string })[]]>([
    ['after an invalid key', 'M2', ['5', '3']],
    ['after a failed verification', 'V1', ['1', { card: 'A-credit' }, { wrongPin: 'A-credit' }, '0#']],
    ['after an entry error', 'V1', ['1', '4111111111111112', '#']],
    ['after an e-mail was asked for', 'M3.3', ['1', { card: 'A-credit' }, '4826', '3', '0']],
  ])('%s', async (_, place, keys) => {
    const call = await callAt('M2');
    await call.typeAhead(...keys);
    expect([call.place, call.transferredTo]).toEqual([place, undefined]);
  });

  it.each(['0', '3'])(
    'also by the provider that keeps them, and after key %s when a service was asked first',
    async (key) => {
      const call = await callAt('M2', { typeAhead: 'provider' });
      await call.typeAhead(key, '1');
      expect(call.turn.keysAhead).toBe('discarded');
      await call.transferEnds('busy', 'busy');
      expect(call.place).toBe('M2');
    },
  );

  it('when a transfer starts', async () => {
    const call = await callAt('M1');
    await call.typeAhead('01');
    await call.transferEnds('busy', 'busy', 'busy');
    expect(call.place).toBe('M1');
  });

  it('when the information is not available', async () => {
    const call = await callAt('M4');
    call.bank.takeDown('accounts');
    await call.typeAhead('28');
    expect([call.place, call.heard[0]]).toEqual(['M4.2', 'error.information-unavailable']);
  });

  it('P1: also when they are a part of an entry; no digit of an entry rests anywhere', async () => {
    const call = await callAt('M2');
    await call.typeAhead('14111');
    expect([call.place, call.heard]).toEqual(['V1', ['identification.enter-card-number']]);
    expect(JSON.stringify(call.state)).not.toContain('4111');
    await call.press({ card: 'A-credit' });
    expect(call.place).toBe('V2');
  });
});

describe('D42: the number sign', () => {
  it.each([
    [0, 'M3'],
    [1_800, 'M3'],
    [2_001, 'invalid'],
  ])('%d ms after a complete entry: %s', async (ms, result) => {
    const call = await callAt('V2');
    await call.press({ pin: 'A-credit' });
    const answeredAt = call.now;
    call.deliver({ kind: 'input', at: answeredAt + ms, digits: '#', finishedBy: 'length' });
    expect(call.heard[0]).toBe(result === 'invalid' ? 'error.invalid-key' : 'cards.option.limit');
    expect(call.state.invalidKeys).toBe(result === 'invalid' ? 1 : 0);
  });

  it.each([
    [2_000, 'V2'],
    [2_001, 'M6'],
  ])('%d ms after the card number, in the next entry: %s', async (ms, place) => {
    const call = await callAt('V2');
    call.deliver({ kind: 'input', at: call.now + ms, digits: '', finishedBy: 'key', finishKey: '#' });
    expect(call.place).toBe(place);
  });

  it('only the first key after the entry is looked at, and only once', async () => {
    const call = await callAt('M3');
    call.deliver({ kind: 'input', at: call.now, digits: '9', finishedBy: 'length' });
    call.deliver({ kind: 'input', at: call.now, digits: '#', finishedBy: 'length' });
    expect(call.heard[0]).toBe('error.invalid-key');
    const twice = await callAt('M3');
    twice.deliver({ kind: 'input', at: twice.now, digits: '#', finishedBy: 'length' });
    twice.deliver({ kind: 'input', at: twice.now, digits: '#', finishedBy: 'length' });
    expect(twice.heard[0]).toBe('error.invalid-key');
  });

  it('ends an entry before its length as an entry error, and with nothing typed leaves it', async () => {
    expect((await (await callAt('V1')).press('4111#')).heard[0]).toBe('error.invalid-entry');
    expect((await (await callAt('V1')).press('#')).place).toBe('M6');
    expect((await (await callAt('V3')).press('#')).place).toBe('M6');
    expect((await (await callAt('V2')).pass(3_000).press('#')).place).toBe('M6');
  });
});

describe('D42: the star', () => {
  it.each(['core', 'provider'] as const)('erases what was typed in an entry and asks again (%s)', async (typeAhead) => {
    const call = await callAt('V1', { typeAhead });
    await call.press('4111', '*');
    expect([call.place, call.heard]).toEqual(['V1', ['identification.enter-card-number']]);
    expect(call.state.entryErrors).toBe(0);
    await call.press({ card: 'A-credit' });
    expect(call.place).toBe('V2');
  });

  it('with nothing typed repeats the prompt', async () => {
    const call = await callAt('V2');
    await call.press('*');
    expect([call.place, call.heard]).toEqual(['V2', ['identification.enter-pin']]);
  });

  it('in the middle of what is typed ahead erases the digits before it', async () => {
    const call = await callAt('M2');
    await call.typeAhead('1', '4242*', { card: 'A-credit' }, '99*', { pin: 'A-credit' });
    expect(call.place).toBe('M3');
  });
});

describe('7.1: what a provider is asked to wait for', () => {
  it('M0 waits 5 s, a menu 7 s, an entry 10 s for its first digit and 5 s between digits', async () => {
    const collect = async (place: Parameters<typeof callAt>[0]) => (await callAt(place)).turn.then;
    const menu = { kind: 'collect', digits: 1, finishKeys: [], sensitive: false };
    const entry = {
      kind: 'collect',
      finishKeys: ['#', '*'],
      firstDigitMs: 10_000,
      interDigitMs: 5_000,
      sensitive: true,
    };
    expect(await collect('M0')).toMatchObject({ ...menu, firstDigitMs: 5_000 });
    expect(await collect('M3.1')).toMatchObject({ ...menu, firstDigitMs: 7_000 });
    expect(await collect('V1')).toEqual({ ...entry, digits: 16 });
    expect(await collect('V2')).toEqual({ ...entry, digits: 4 });
    expect(await collect('V3')).toEqual({ ...entry, digits: 9 });
  });
});
