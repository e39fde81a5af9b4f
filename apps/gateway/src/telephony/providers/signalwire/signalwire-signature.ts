import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookForm } from '../../webhook-form.js';

/** What the signature of a form covers besides the address: names sorted, those of one name as they came, nothing between. */
export function signedText(form: WebhookForm): string {
  // Sorting is stable: parameters of one name keep their order, and none is left out.
  return form.parameters
    .toSorted(([one], [other]) => (one < other ? -1 : Number(one > other)))
    .map(([name, value]) => name + value)
    .join('');
}

/**
 * Whether a JSON webhook was signed with one of the signing keys: HMAC-SHA1 over the address and the bytes of the body, in
 * small hexadecimal letters. Compared in constant time.
 */
export function isJsonSigned(
  request: { url: string; body: Buffer; signature: string },
  signingKeys: readonly string[],
): boolean {
  const given = Buffer.from(request.signature);
  return signingKeys.some((key) => {
    const digest = createHmac('sha1', key).update(request.url).update(request.body).digest('hex');
    const expected = Buffer.from(digest);
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}
