import { hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;

/** A key of one purpose, from the administration's own (S3). */
const derived = (key: Uint8Array, purpose: string) =>
  Buffer.from(hkdfSync('sha256', key, '', `admin ${purpose}`, KEY_BYTES));

/** The keys of the sign-in. Losing them means new codes for every user, and signing in again. */
export function signInKeys(key: Uint8Array): { tokens: Buffer; codes: Buffer; names: Buffer } {
  return {
    tokens: derived(key, 'access tokens'),
    codes: derived(key, 'one-time codes'),
    names: derived(key, 'sign-in names'),
  };
}
