import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import type { CallEvent } from '../telephony/call-event.js';

/**
 * Tells whether an event is the same as before without keeping it: four digits could be found by trying if the digest
 * had no key. All instances derive the key from the secret they share.
 */
export class EventDigest {
  private readonly key: KeyObject;

  /** @param secret 32 random bytes of the gateway. */
  constructor(secret: Uint8Array) {
    this.key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'gateway: digest of call events', 32)));
  }

  /** The moment of arrival does not count: the same event comes twice at different times. */
  of(token: string, event: CallEvent): Buffer {
    const { at: _at, ...content } = event;
    return createHmac('sha256', this.key)
      .update(`${token}\n${JSON.stringify(content)}`)
      .digest();
  }
}

/** 128 random bits as they stand in an address: good for one event of one call (S21). */
export function newToken(): string {
  return randomBytes(16).toString('base64url');
}
