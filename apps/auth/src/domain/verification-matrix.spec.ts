import { describe, expect, it } from '@jest/globals';
import { FULL_MATRIX, itemsAddedBy, narrowedMatrix } from './verification-matrix.js';

describe('requirements 4.4: the verification matrix', () => {
  it.each([
    ['OWN', 'credit_card', 'C1 C2 C3 A1 A2 A3', false],
    ['OWN', 'debit_card', 'C1 C2 C3 A1 A2 A3', false],
    ['OWN', 'client_number', 'A1 A2 A3', false],
    ['OTHER', 'credit_card', '', false],
    ['OTHER', 'debit_card', '', false],
    ['OTHER', 'client_number', '', false],
    ['UNREGISTERED', 'credit_card', 'C1 C2 C3 A1 A2 A3', true],
    ['UNREGISTERED', 'debit_card', 'A1 A2 A3', false],
    ['UNREGISTERED', 'client_number', '', false],
    ['HIDDEN', 'credit_card', '', false],
    ['HIDDEN', 'debit_card', '', false],
    ['HIDDEN', 'client_number', '', false],
  ] as const)('%s with %s opens: %s', (callerNumberClass, level, items, onlyEnteredCard) => {
    const cell = FULL_MATRIX[callerNumberClass][level];
    expect(cell.items.join(' ')).toBe(items);
    expect(cell.onlyEnteredCard).toBe(onlyEnteredCard);
  });

  it('loses the items a setting takes away, and nothing else', () => {
    const narrowed = narrowedMatrix({ OWN: { debit_card: ['A2', 'A1'] }, UNREGISTERED: { credit_card: [] } });
    expect(narrowed.OWN.debit_card.items).toEqual(['A1', 'A2']);
    expect(narrowed.UNREGISTERED.credit_card).toEqual({ items: [], onlyEnteredCard: true });
    expect(narrowed.OWN.credit_card).toEqual(FULL_MATRIX.OWN.credit_card);
    expect(narrowed.UNREGISTERED.debit_card).toEqual(FULL_MATRIX.UNREGISTERED.debit_card);
  });

  it('names every item a setting would add', () => {
    const setting = {
      UNREGISTERED: { debit_card: ['A1', 'C1'], client_number: ['A2'] },
      OTHER: { credit_card: ['C2'] },
    };
    expect(itemsAddedBy(setting as Parameters<typeof itemsAddedBy>[0])).toEqual([
      'UNREGISTERED.debit_card: C1',
      'UNREGISTERED.client_number: A2',
      'OTHER.credit_card: C2',
    ]);
    expect(narrowedMatrix({ OTHER: { credit_card: ['C2'] } }).OTHER.credit_card.items).toEqual([]);
  });
});
