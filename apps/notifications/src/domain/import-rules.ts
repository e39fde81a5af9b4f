import type { RecipientRecord } from '#libs/contracts';
import { preparedPassword, UnusablePassword } from '../documents/pdf/password.js';
import { isPlainAddress } from './e-mail-address.js';

/**
 * Why a recipient of the bank's feed cannot be stored, in words for the people who run the feed; `null` when it can.
 * Values are not repeated.
 */
export function whyRecipientIsRefused(record: Pick<RecipientRecord, 'sourceId' | 'name' | 'email'>): string | null {
  if (record.sourceId.includes('\u0000')) return 'sourceId: has a character that cannot be stored';
  if (record.name.includes('\u0000')) return 'name: has a character that cannot be stored';
  if (record.email !== null && !isPlainAddress(record.email)) return 'email: is not one plain address';
  return null;
}

/**
 * Why a statement password is refused; `null` when it is good. One of digits alone is a client number, a date of birth, a
 * card, or as easily guessed (D19).
 */
export function whyPasswordIsRefused(password: string): string | null {
  try {
    preparedPassword(password);
  } catch (error) {
    if (error instanceof UnusablePassword) return error.message;
    throw error;
  }
  return /^[\p{Nd}\p{P}\p{Z}\p{S}]*$/u.test(password) ? 'is only digits and signs' : null;
}
