import { Writable } from 'node:stream';
import type { CardListDocument, CardTransaction, Movement, StatementDocument } from '../statement-document.js';

/** Client A's, from the invented bank. */
export const PASSWORD = 'Dallëndyshe-24-Mal';

/** A moment in winter time, when it is an hour later in Tirana. */
const GENERATED_AT = new Date('2026-11-22T13:35:00Z');

/** A sound statement with these movements; a test says what differs. */
export function aStatement(movements: readonly Movement[], difference: Partial<StatementDocument> = {}): StatementDocument {
  const openingBalanceMinor = difference.openingBalanceMinor ?? 123_456n;
  return {
    language: 'sq',
    bankName: 'Banka Demo',
    holderName: 'Klienti A',
    accountLastFour: '1001',
    accountType: 'current',
    currency: 'ALL',
    periodStart: '2026-10-23',
    periodEnd: '2026-11-22',
    openingBalanceMinor,
    closingBalanceMinor: movements.reduce((sum, { amountMinor }) => sum + amountMinor, openingBalanceMinor),
    movementCount: movements.length,
    movements: each(movements),
    generatedAt: GENERATED_AT,
    ...difference,
  };
}

/** A sound card list; a test says what differs. */
export function aCardList(
  transactions: readonly CardTransaction[],
  difference: Partial<CardListDocument> = {},
): CardListDocument {
  return {
    language: 'sq',
    bankName: 'Banka Demo',
    holderName: 'Klienti A',
    cardLastFour: '1111',
    lastCutDate: '2026-11-11',
    transactionCount: transactions.length,
    transactions: each(transactions),
    generatedAt: GENERATED_AT,
    ...difference,
  };
}

/** This many ordinary movements within the period, debits and credits mixed. */
export function movements(count: number): Movement[] {
  return Array.from({ length: count }, (_, index) => ({
    date: new Date(Date.UTC(2026, 9, 23 + Math.floor((index * 30) / count))).toISOString().slice(0, 10),
    description: `Blerje ${index + 1} te Çarçafi i Bardhë`,
    amountMinor: (index % 4 === 0 ? 1n : -1n) * BigInt(1_000 + ((index * 7_919) % 90_000)),
  }));
}

/** One after the other, as a cursor gives them. */
export async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

/** Runs a writer and gives what it wrote. */
export async function written(write: (out: Writable) => Promise<void>): Promise<Buffer> {
  const parts: Buffer[] = [];
  await write(
    new Writable({
      write(part: Buffer, _encoding, done) {
        parts.push(part);
        done();
      },
    }),
  );
  return Buffer.concat(parts);
}
