import { verifyingKey } from '#libs/signing';
import { type KeyObject, verify } from 'node:crypto';

/** What is signed: the time and the body, not the address. */
export interface SignedBody {
  /** As it came in the header, seconds since 1970. */
  timestamp: string;
  body: Buffer;
  /** As it came in the header. */
  signature: string;
}

/** How far the signed time may be from ours, in both directions, seconds. */
const TOLERANCE_SECONDS = 300;

/** The key behind the text of the portal. @throws Error when it is none. */
export function publicKeyOf(base64: string): KeyObject {
  return verifyingKey(Buffer.from(base64, 'base64'));
}

/** Base64 of 64 bytes in its one spelling: the last letter before the padding carries four bits that no byte uses. */
const SIGNATURE = /^[A-Za-z0-9+/]{85}[AQgw]==$/;

/** Whether the time was signed within the tolerance; `nowMs` is our clock, ms since 1970. */
export function isFresh(timestamp: string, nowMs: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(Math.floor(nowMs / 1_000) - Number(timestamp)) <= TOLERANCE_SECONDS;
}

/** Whether one of the account's keys signed this time and body; checked against vectors made with the SDK 7.24.0. */
export function isSigned({ timestamp, body, signature }: SignedBody, keys: readonly KeyObject[]): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || !SIGNATURE.test(signature)) return false;
  const message = Buffer.concat([Buffer.from(`${timestamp}|`), body]);
  const bytes = Buffer.from(signature, 'base64');
  const isRight = keys.some((key) => verify(null, message, key, bytes));
  message.fill(0);
  return isRight;
}
