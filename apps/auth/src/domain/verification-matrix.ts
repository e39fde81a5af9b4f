import { InformationItem, type VerificationLevel } from '#libs/contracts';
import { z } from 'zod';
import type { CallerNumberClass } from './caller-number-class.js';

/** One cell of requirements 4.4: what a credential opens from a caller number of one class. Empty: refused. */
export interface MatrixCell {
  readonly items: readonly InformationItem[];
  /** Card items of the entered card alone (R19), instead of all the client's credit cards. */
  readonly onlyEnteredCard: boolean;
}

export type VerificationMatrix = Readonly<Record<CallerNumberClass, Readonly<Record<VerificationLevel, MatrixCell>>>>;

const CARDS = ['C1', 'C2', 'C3'] as const;
const ACCOUNTS = ['A1', 'A2', 'A3'] as const;

const REFUSED: MatrixCell = { items: [], onlyEnteredCard: false };
const ALL: MatrixCell = { items: [...CARDS, ...ACCOUNTS], onlyEnteredCard: false };
const ALL_OF_ENTERED_CARD: MatrixCell = { items: [...CARDS, ...ACCOUNTS], onlyEnteredCard: true };
const ONLY_ACCOUNTS: MatrixCell = { items: ACCOUNTS, onlyEnteredCard: false };
const NOTHING = { credit_card: REFUSED, debit_card: REFUSED, client_number: REFUSED };

/** The table of requirements 4.4. Settings may take items away; nothing may add one. */
export const FULL_MATRIX: VerificationMatrix = {
  OWN: { credit_card: ALL, debit_card: ALL, client_number: ONLY_ACCOUNTS },
  OTHER: NOTHING,
  UNREGISTERED: { credit_card: ALL_OF_ENTERED_CARD, debit_card: ONLY_ACCOUNTS, client_number: REFUSED },
  HIDDEN: NOTHING,
};

const Items = z.array(InformationItem);

/** The setting `verification.matrix`: items that stay, for the cells it names; a cell it does not name stays whole. */
export const MatrixSetting = z.partialRecord(
  z.enum(['OWN', 'OTHER', 'UNREGISTERED', 'HIDDEN']),
  z.partialRecord(z.enum(['credit_card', 'debit_card', 'client_number']), Items),
);
export type MatrixSetting = z.output<typeof MatrixSetting>;

/** What a setting adds to the table, as `CLASS.credential: item`; it may be used only when this is empty. */
export function itemsAddedBy(setting: MatrixSetting): string[] {
  return cellsOf(setting).flatMap(({ callerNumberClass, level, items }) =>
    items
      .filter((item) => !FULL_MATRIX[callerNumberClass][level].items.includes(item))
      .map((item) => `${callerNumberClass}.${level}: ${item}`),
  );
}

/** The table less what a setting takes away. */
export function narrowedMatrix(setting: MatrixSetting): VerificationMatrix {
  const matrix = structuredClone(FULL_MATRIX) as Record<CallerNumberClass, Record<VerificationLevel, MatrixCell>>;
  for (const { callerNumberClass, level, items } of cellsOf(setting)) {
    const cell = FULL_MATRIX[callerNumberClass][level];
    matrix[callerNumberClass][level] = { ...cell, items: cell.items.filter((item) => items.includes(item)) };
  }
  return matrix;
}

function cellsOf(setting: MatrixSetting) {
  return Object.entries(setting).flatMap(([callerNumberClass, row]) =>
    Object.entries(row).map(([level, items]) => ({
      callerNumberClass: callerNumberClass as CallerNumberClass,
      level: level as VerificationLevel,
      items,
    })),
  );
}
