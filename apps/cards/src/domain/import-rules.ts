import type { CardRecord, CardTransactionRecord } from '#libs/contracts';
import { maskCardNumbers } from '#libs/logging';

/**
 * Why a card of the bank's feed cannot be stored, in words for the people who run the feed; `null` when it can. Values
 * are not repeated. Owners and accounts need not be known: their ids follow from the bank's own keys.
 * @param today the day in bank time.
 */
export function whyCardIsRefused(record: CardRecord, today: string): string | null {
  if (!isText(record.sourceId)) return 'sourceId: has a character that cannot be stored';
  if (isCardNumber(record.sourceId, record.lastFour)) return 'sourceId: is a card number';
  if (record.kind === 'debit') {
    if (record.credit) return 'credit: only a credit card has terms';
    if (new Set(record.linkedAccountSourceIds).size < record.linkedAccountSourceIds.length)
      return 'linkedAccountSourceIds: names an account twice';
    return null;
  }
  if (record.linkedAccountSourceIds.length > 0) return 'linkedAccountSourceIds: only a debit card is linked';
  if (record.supplementary) return record.credit ? 'credit: a supplementary card has no terms of its own' : null;
  if (!record.credit) return 'credit: a principal credit card has terms';
  return whyTermsAreRefused(record.credit, today);
}

function whyTermsAreRefused(terms: NonNullable<CardRecord['credit']>, today: string): string | null {
  if (isNegative(terms.approvedLimitMinor)) return 'credit.approvedLimitMinor: is below zero';
  if (isNegative(terms.statementPaidMinor)) return 'credit.statementPaidMinor: is below zero';
  if (isNegative(terms.minimumPaymentMinor ?? '0')) return 'credit.minimumPaymentMinor: is below zero';
  if (terms.lastCutDate > today) return 'credit.lastCutDate: is in the future';
  if (terms.dueDate !== null && terms.dueDate < terms.lastCutDate) return 'credit.dueDate: is before the cut';
  return null;
}

/**
 * Why a transaction cannot be stored; `null` when it can.
 * @param cardCurrency of the card it belongs to; `undefined` when the card, or its currency, is not known (yet).
 */
export function whyTransactionIsRefused(
  record: CardTransactionRecord,
  cardCurrency: string | undefined,
): string | null {
  if (!isText(record.sourceId)) return 'sourceId: has a character that cannot be stored';
  if (!isText(record.description)) return 'description: has a character that cannot be stored';
  if (cardCurrency !== undefined && cardCurrency !== record.currency) return 'currency: is not the card’s';
  return null;
}

const isNegative = (minor: string) => BigInt(minor) < 0n;

/** PostgreSQL text holds every character but this one. */
const isText = (text: string) => !text.includes('\u0000');

/**
 * A number with a valid check digit that ends like the card: a feed that uses card numbers as its keys would leave a hash
 * anyone can search for in every id derived from them (S1).
 */
function isCardNumber(sourceId: string, lastFour: string): boolean {
  return maskCardNumbers(sourceId) !== sourceId && sourceId.endsWith(lastFour);
}
