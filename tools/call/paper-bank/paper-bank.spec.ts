import { describe, expect, it } from '@jest/globals';
import { VerificationDesk } from './verification.js';
import { ledgerOf } from './ledger.js';

const NOON = Date.parse('2026-11-22T12:00:00+01:00');
const HOUR = 3_600_000;
const A = '+355690000001';
const B = '+355690000002';
const NOBODY = '+355690000099';
const RIGHT = { kind: 'card', pan: '4111111111111111', pin: '4826' } as const;
const WRONG = { ...RIGHT, pin: '0000' };

function open() {
  const desk = new VerificationDesk(ledgerOf(NOON), 'refuse');
  let call = 0;
  return {
    desk,
    decide: (
      presentedNumber: string,
      credential: Parameters<VerificationDesk['decide']>[0]['credential'],
      { callId = `call-${call++}`, at = NOON } = {},
    ) => desk.decide({ callId, presentedNumber, attestation: 'unknown', at, credential }),
  };
}

describe('the paper bank keeps the rules of requirements 4', () => {
  it('4.5: three wrong PINs in a row lock a card for a day, and the total goes on', () => {
    const { desk, decide } = open();
    for (let tries = 0; tries < 3; tries += 1) decide(NOBODY, WRONG);
    expect(decide(A, RIGHT)).toMatchObject({ outcome: 'refused', reason: 'locked' });
    expect(decide(A, RIGHT, { at: NOON + 25 * HOUR })).toMatchObject({ outcome: 'verified', class: 'OWN' });
    expect(desk.tries.of('A-credit')).toMatchObject({ consecutive: 0, total: 0 });
  });

  it('4.5: ten wrong PINs in all lock a card until staff unlock it', () => {
    const { desk, decide } = open();
    for (let day = 0; day < 4; day += 1)
      for (let tries = 0; tries < 3; tries += 1) decide(NOBODY, WRONG, { at: NOON + day * 25 * HOUR });
    const later = NOON + 1_000 * HOUR;
    expect(decide(A, RIGHT, { at: later })).toMatchObject({ reason: 'locked' });
    desk.tries.unlock('A-credit');
    expect(decide(A, RIGHT, { at: later })).toMatchObject({ outcome: 'verified' });
  });

  it('4.5: six failures of any reason close a caller number for a day, and no other number', () => {
    const { decide } = open();
    for (let tries = 0; tries < 6; tries += 1) decide(B, RIGHT);
    expect(decide(B, { kind: 'clientNumber', digits: '100000002' })).toMatchObject({
      outcome: 'closed',
      reason: 'number',
    });
    expect(decide(A, RIGHT)).toMatchObject({ outcome: 'verified' });
    expect(decide(B, { kind: 'clientNumber', digits: '100000002' }, { at: NOON + 25 * HOUR })).toMatchObject({
      outcome: 'verified',
    });
  });

  it('4.5: a number tries four cards a day, not five', () => {
    const { decide } = open();
    for (const pan of ['4111111111111111', '5555555555554444', '4000056655665556', '4242424242424242'])
      expect(decide(NOBODY, { kind: 'card', pan, pin: 'xxxx' })).not.toMatchObject({ reason: 'cards' });
    expect(decide(NOBODY, { kind: 'card', pan: '5200828282828210', pin: '6043' })).toMatchObject({
      outcome: 'closed',
      reason: 'cards',
    });
  });

  it.each([
    ['blocked', '4462030000000000', '6620', 'card_not_active'],
    ['expired', '5425233430109903', '4471', 'card_not_active'],
    ['supplementary (D23)', '4000002500003155', '7713', 'supplementary'],
    ['of a business (D27)', '5105105105105100', '8264', 'business_card'],
    ['unknown', '6011111111111117', '1234', 'unknown_card'],
  ])('4.3: a card that is %s fails', (_, pan, pin, reason) => {
    expect(open().decide(NOBODY, { kind: 'card', pan, pin })).toMatchObject({ outcome: 'refused', reason });
  });

  it('D25: seventeen until the birthday in bank time, eighteen from midnight', () => {
    const { decide, desk } = open();
    const card = { kind: 'card', pan: '5200828282828210', pin: '6043' } as const;
    const birthday = Date.parse('2027-11-22T00:00:00+01:00');
    expect(decide('+355690000004', card, { at: birthday - 1 })).toEqual({ outcome: 'minor' });
    expect(decide('+355690000004', card, { at: birthday })).toMatchObject({ outcome: 'verified' });
    expect(desk).toBeDefined();
  });
});
