import { describe, expect, it } from '@jest/globals';
import type { Found } from './credential.js';
import { type Circumstances, reasonToRefuse } from './refusal.js';
import { FULL_MATRIX, narrowedMatrix } from './verification-matrix.js';

const policy = { matrix: FULL_MATRIX, clientNumber: { onlyWithoutActiveCard: false, quarantineDays: 0 } };
const client = {
  id: 'A',
  clientNumber: '100000001',
  type: 'individual',
  status: 'active',
  birthDate: '1990-01-01',
} as const;
const card = {
  id: 'card',
  lastFour: '1111',
  kind: 'credit',
  status: 'active',
  supplementary: false,
  activeFrom: null,
  expiryMonth: '2030-01',
  lockedForPhone: false,
} as const;
const found: Found = { client, card, clientsCards: [], numberInQuarantine: false };
const { card: _card, ...byClientNumber } = found;
const own: Circumstances = { found, callerNumberClass: 'OWN', verifiedClientId: undefined, today: '2026-11-22' };

const cardIs = (difference: object): Circumstances => ({
  ...own,
  found: { ...found, card: { ...card, ...difference } },
});

describe('steps 3 and 4 of requirements 4.3: cards that are refused whatever the PIN', () => {
  it.each([
    ['nothing, on an own number', own, undefined],
    ['nothing, on an unregistered number', { ...own, callerNumberClass: 'UNREGISTERED' }, undefined],
    ['nothing, verified for the same client', { ...own, verifiedClientId: 'A' }, undefined],
    ['a card nobody has', { ...own, found: undefined }, 'unknown_card'],
    ['D26: a blocked card', cardIs({ status: 'blocked' }), 'card_not_active'],
    ['D26: an expired card', cardIs({ expiryMonth: '2026-10' }), 'card_not_active'],
    ['D26: a card not yet active', cardIs({ activeFrom: '2026-11-23' }), 'card_not_active'],
    ['D23: a supplementary card', cardIs({ supplementary: true }), 'supplementary'],
    [
      'D27: a card of a business',
      { ...own, found: { ...found, client: { ...client, type: 'business' } } },
      'business_card',
    ],
    ['a locked card', cardIs({ lockedForPhone: true }), 'locked'],
    ['D9: somebody else’s number', { ...own, callerNumberClass: 'OTHER' }, 'other_number'],
    ['D35: a call verified for another client', { ...own, verifiedClientId: 'B' }, 'other_client'],
    ['a withheld number', { ...own, callerNumberClass: 'HIDDEN' }, 'matrix_cell_empty'],
  ] as const)('%s', (_, circumstances, expected) => {
    expect(reasonToRefuse('card', circumstances, policy)).toBe(expected);
  });

  it('refuses a cell the bank emptied', () => {
    const matrix = narrowedMatrix({ UNREGISTERED: { credit_card: [] } });
    const circumstances = { ...own, callerNumberClass: 'UNREGISTERED' } as const;
    expect(reasonToRefuse('card', circumstances, { ...policy, matrix })).toBe('matrix_cell_empty');
  });
});

describe('step 5 of requirements 4.3: client numbers', () => {
  const given: Circumstances = { ...own, found: byClientNumber };
  const hardened = { ...policy, clientNumber: { onlyWithoutActiveCard: true, quarantineDays: 1 } };

  it.each([
    ['nothing, on an own number', given, policy, undefined],
    ['R20: an unregistered number', { ...given, callerNumberClass: 'UNREGISTERED' }, policy, 'client_number_class'],
    ['R10: another client’s number', { ...given, callerNumberClass: 'OTHER' }, policy, 'client_number_class'],
    ['a withheld number', { ...given, callerNumberClass: 'HIDDEN' }, policy, 'client_number_class'],
    ['a client nobody is', { ...given, found: undefined }, policy, 'unknown_client'],
    ['D35: a call verified for another client', { ...given, verifiedClientId: 'B' }, policy, 'other_client'],
    [
      'D2: a client with an active card, where the bank asks for the card',
      { ...given, found: { ...byClientNumber, clientsCards: [card] } },
      hardened,
      'client_number_has_card',
    ],
    [
      'D2: a client with an expired card, where the bank asks for an active one',
      { ...given, found: { ...byClientNumber, clientsCards: [{ ...card, expiryMonth: '2026-10' }] } },
      hardened,
      undefined,
    ],
    [
      'D2: a client with an active card otherwise',
      { ...given, found: { ...byClientNumber, clientsCards: [card] } },
      policy,
      undefined,
    ],
    [
      'D12: a number given to the client lately',
      { ...given, found: { ...byClientNumber, numberInQuarantine: true } },
      hardened,
      'client_number_quarantine',
    ],
  ] as const)('%s', (_, circumstances, settings, expected) => {
    expect(reasonToRefuse('clientNumber', circumstances, settings)).toBe(expected);
  });
});
