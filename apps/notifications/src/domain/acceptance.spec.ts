import { describe, expect, it } from '@jest/globals';
import { priorityOf, type Standing, whyNotAccepted } from './acceptance.js';

const rules = { protection: 'encrypted_pdf', maxPerDay: 10 } as const;
const aClient = (difference: Partial<Standing> = {}): Standing => ({
  hasUsableAddress: true,
  hasPassword: true,
  askedBefore: false,
  acceptedToday: 0,
  ...difference,
});

describe('whether an e-mail may be promised', () => {
  it('may be, to a client with an address and a statement password', () => {
    expect(whyNotAccepted(aClient(), rules)).toBeNull();
  });

  it('SC17, D18: not without an address to which mail arrives', () => {
    expect(whyNotAccepted(aClient({ hasUsableAddress: false, hasPassword: false }), rules)).toBe('no-email');
  });

  it('SC41, D19: not without a statement password, unless the bank sends plain documents', () => {
    expect(whyNotAccepted(aClient({ hasPassword: false }), rules)).toBe('no-password');
    expect(whyNotAccepted(aClient({ hasPassword: false }), { ...rules, protection: 'plain_pdf' })).toBeNull();
  });

  it('D20: not the same item twice; that is said even on the day’s last e-mail', () => {
    expect(whyNotAccepted(aClient({ askedBefore: true, acceptedToday: 10 }), rules)).toBe('already');
  });

  it.each([
    [9, null],
    [10, 'limit'],
    [11, 'limit'],
  ])('D20: after %i e-mails today: %s', (acceptedToday, expected) => {
    expect(whyNotAccepted(aClient({ acceptedToday }), rules)).toBe(expected);
  });

  it('F36: the first of the day goes before the tenth of another', () => {
    expect(priorityOf({ acceptedToday: 0 })).toBeGreaterThan(priorityOf({ acceptedToday: 9 }));
    expect(priorityOf({ acceptedToday: 1_000 })).toBe(0);
  });
});
