import type { AccountRecord, AccountTransactionRecord } from '#libs/contracts';
import { lastFourOf } from './account.js';

/**
 * Why an account of the bank's feed cannot be stored, in words for the people who run the feed; `null` when it can.
 * Values are not repeated. Holders need not be known: their ids follow from the bank's own keys.
 */
export function whyAccountIsRefused(record: AccountRecord): string | null {
  if (!isText(record.sourceId)) return 'sourceId: has a character that cannot be stored';
  if (lastFourOf(record.number).length < 4) return 'number: has fewer than four digits';
  if (new Set(record.holderSourceIds).size < record.holderSourceIds.length)
    return 'holderSourceIds: names a holder twice';
  return null;
}

/** Why a transaction cannot be stored; `null` when it can. Its account need not be known (yet). */
export function whyTransactionIsRefused(record: AccountTransactionRecord): string | null {
  if (!isText(record.sourceId)) return 'sourceId: has a character that cannot be stored';
  if (!isText(record.description)) return 'description: has a character that cannot be stored';
  return null;
}

/** PostgreSQL text holds every character but this one. */
const isText = (text: string) => !text.includes('\u0000');
