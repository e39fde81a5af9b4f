import type { CurrencyCode } from '#libs/money';
import type { Language } from '#libs/speech';

/** What statements and card lists share. */
interface BankDocument {
  /** The language of the call (requirements 5.3). */
  readonly language: Language;
  readonly bankName: string;
  readonly holderName: string;
  readonly generatedAt: Date;
  /** The bank's time zone, for the moment of preparation; Europe/Tirane unless given. */
  readonly timeZone?: string;
}

/** One line of an account: a debit is negative. */
export interface Movement {
  /** `YYYY-MM-DD`, bank time. */
  readonly date: string;
  readonly description: string;
  readonly amountMinor: bigint;
}

/** One line of a card, in the currency it was posted in. */
export interface CardTransaction extends Movement {
  readonly currency: CurrencyCode;
}

/** An account's statement for a period (requirements 5.2, A3). Movements come oldest first, and once. */
export interface StatementDocument extends BankDocument {
  readonly accountLastFour: string;
  readonly accountType: 'current' | 'savings';
  readonly currency: CurrencyCode;
  /** The first and last day, `YYYY-MM-DD`, bank time. */
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly openingBalanceMinor: bigint;
  readonly closingBalanceMinor: bigint;
  readonly movementCount: number;
  readonly movements: AsyncIterable<Movement>;
}

/** A credit card's posted transactions after its last statement cut (requirements 5.1, C3), oldest first, and once. */
export interface CardListDocument extends BankDocument {
  readonly cardLastFour: string;
  /** `YYYY-MM-DD`, bank time. */
  readonly lastCutDate: string;
  readonly transactionCount: number;
  readonly transactions: AsyncIterable<CardTransaction>;
}

/** The bank's time zone where a document names none. */
export const BANK_TIME = 'Europe/Tirane';

/**
 * The lines do not lead from the opening to the closing balance, or are more or fewer than announced: they changed
 * while they were read. Nothing that is wrong is sent; ask for all of it again.
 */
export class DoesNotAddUp extends Error {
  override readonly name = 'DoesNotAddUp';

  constructor(what: 'count' | 'balance') {
    super(`The document does not add up: its ${what} is not what was announced`);
  }
}

/** The lines of a statement with the balance after each; checks at the end that they add up. @throws DoesNotAddUp */
export async function* withBalance(
  document: StatementDocument,
): AsyncGenerator<Movement & { readonly balanceMinor: bigint }> {
  let balanceMinor = document.openingBalanceMinor;
  let count = 0;
  for await (const movement of document.movements) {
    balanceMinor += movement.amountMinor;
    count += 1;
    yield { ...movement, balanceMinor };
  }
  if (count !== document.movementCount) throw new DoesNotAddUp('count');
  if (balanceMinor !== document.closingBalanceMinor) throw new DoesNotAddUp('balance');
}

/** The lines of a card list; checks at the end that there are as many as announced. @throws DoesNotAddUp */
export async function* counted(document: CardListDocument): AsyncGenerator<CardTransaction> {
  let count = 0;
  for await (const transaction of document.transactions) {
    count += 1;
    yield transaction;
  }
  if (count !== document.transactionCount) throw new DoesNotAddUp('count');
}
