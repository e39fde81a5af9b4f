import { isPlainAddress } from './e-mail-address.js';
/** The shortest statement password (requirements 5.3, S36). */ export const MIN_PASSWORD_LENGTH = 12;
/** What a reader of PDF takes at most, in bytes of UTF-8. */ export const MAX_PASSWORD_BYTES = 127;
/**
 * Why a recipient of the bank's feed cannot be stored, in words for the people who run the feed; `null` when it can.
 * Values are not repeated.
 */ export function whyRecipientIsRefused(record) {
  if (record.sourceId.includes('\u0000')) return 'sourceId: has a character that cannot be stored';
  if (record.name.includes('\u0000')) return 'name: has a character that cannot be stored';
  if (record.email !== null && !isPlainAddress(record.email)) return 'email: is not one plain address';
  return null;
}
/**
 * Why a statement password is refused; `null` when it is good. One of digits alone is a client number, a date of birth, a
 * card, or as easily guessed (D19).
 */ export function whyPasswordIsRefused(password) {
  if (Array.from(password).length < MIN_PASSWORD_LENGTH) return `has fewer than ${MIN_PASSWORD_LENGTH} characters`;
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return `is longer than ${MAX_PASSWORD_BYTES} bytes`;
  if (/\p{Cc}/u.test(password)) return 'has a character that cannot be typed';
  if (/^[\p{Nd}\p{P}\p{Z}\p{S}]*$/u.test(password)) return 'is only digits and signs';
  return null;
}

//# sourceMappingURL=import-rules.js.map
