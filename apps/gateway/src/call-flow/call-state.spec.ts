import { describe, expect, it } from '@jest/globals';
import { notPlainJson } from '../../../../tools/call/lines/engine/plain-json.js';
import { callAt, PLACES, TestCall } from '../../../../tools/call/testing/test-call.js';
import { tracesOf } from '../../../../tools/call/traces.js';

const CARDS = ['A-credit', 'A-debit', 'G-debit'];
const CLIENT_NUMBERS = ['100000001', '100000007'];

const secretsIn = (text: string) => CARDS.flatMap((card) => tracesOf(card, text));

describe('P1, P2: the state of a call', () => {
  it.each(PLACES)('at %s is plain JSON without a card number or a PIN, and so is every note', async (place) => {
    const call = await callAt(place);
    expect(notPlainJson(call.state)).toBeUndefined();
    expect(secretsIn(await call.stage.everythingWritten())).toEqual([]);
  });

  it.each(PLACES)(
    'at %s holds no digits as they were typed, a client number only of who is verified',
    async (place) => {
      const { state } = await callAt(place);
      const { verified, callerNumber: _, callerNumberE164: __, ...rest } = state;
      for (const number of CLIENT_NUMBERS) expect(JSON.stringify(rest)).not.toContain(number);
      expect(verified?.clientNumber === undefined || CLIENT_NUMBERS.includes(verified.clientNumber)).toBe(true);
    },
  );

  it.each([
    ['after a failed verification', ['$language', '11', { card: 'A-credit' }, { wrongPin: 'A-credit' }]],
    ['after leaving the PIN', ['$language', '11', { card: 'A-credit' }, '*#']],
    ['after too many silences', ['$language', '11', { card: 'A-credit' }, '1#1#1#']],
    ['after a part of a number', ['$language', '11', '41111111']],
  ] as const)('%s keeps nothing sealed but at the PIN', async (_, keys) => {
    const call = await TestCall.answered();
    await call.press(...keys);
    expect(call.place).not.toBe('V2');
    expect(call.state).not.toHaveProperty('sealedPan');
    expect(secretsIn(await call.stage.everythingWritten())).toEqual([]);
  });

  it('when a service fails, and when the caller hangs up at the PIN, nothing sealed stays', async () => {
    const failing = await callAt('V2');
    failing.bank.takeDown('auth');
    await failing.press({ pin: 'A-credit' });
    expect(failing.state).not.toHaveProperty('sealedPan');
    expect((await (await callAt('V2')).hangUp()).state).not.toHaveProperty('sealedPan');
  });

  it('does not grow: the path is bounded, and so is everything else', async () => {
    const call = await callAt('M2');
    for (let times = 0; times < 120; times += 1) await call.press('12#8'.charAt(times % 4));
    expect(call.state.path.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(call.state).length).toBeLessThan(4_000);
  });

  it('is not touched by the engine: the same event on it comes to the same', async () => {
    const call = await callAt('M3');
    await call.press('1');
    await expect(call.repeat()).resolves.toBeUndefined();
  });
});
