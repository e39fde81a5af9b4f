import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookForm } from '../../webhook-form.js';

/** What a signature, version 3, is made over. */
export interface SignedRequest {
  /** As Plivo called it: our public address and the raw path, with its port and without a query. */
  url: string;
  /** Names and values as {@link signedText} joins them; empty without a body. */
  text: string;
  nonce: string;
  /** One or several, with commas. */
  signature: string;
}

/** A dot would let a part of the body be taken for the nonce, as a dot is all that stands between them. */
const NONCE = /^[A-Za-z0-9-]{8,64}$/;

/** Most signatures in one header. */
const MOST_SIGNATURES = 4;

/**
 * Whether the POST was signed with one of the auth tokens (two while they are changed): HMAC-SHA256, base64. Compared in
 * constant time; checked against vectors made with the SDK 4.79.0. Version 2, which does not cover the body, is never taken.
 */
export function isSigned({ url, text, nonce, signature }: SignedRequest, authTokens: readonly string[]): boolean {
  const given = signature.split(',');
  if (!NONCE.test(nonce) || given.length > MOST_SIGNATURES) return false;
  return authTokens.some((token) => {
    const expected = Buffer.from(signatureOf(url, text, nonce, token));
    // Every one is compared, so that the time does not tell which was right.
    const equal = given
      .map((one) => Buffer.from(one))
      .map((one) => one.length === expected.length && timingSafeEqual(one, expected));
    return equal.includes(true);
  });
}

/** The signature Plivo sends for a POST to an address without a query, base64 of 32 bytes. */
export function signatureOf(url: string, text: string, nonce: string, authToken: string): string {
  const signed = text === '' ? url : `${url}?${text}`;
  return createHmac('sha256', authToken).update(`${signed}.${nonce}`).digest('base64');
}

/** What the signature covers besides the address: names and values, both sorted, without anything between them. */
export function signedText(form: WebhookForm): string {
  const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));
  return form.parameters
    .toSorted(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map(([name, value]) => name + value)
    .join('');
}
