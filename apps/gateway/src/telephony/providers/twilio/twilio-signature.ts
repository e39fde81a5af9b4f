import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookForm } from '../../webhook-form.js';

/** What a signature is made over and by whom. */
export interface SignedRequest {
  /** As Twilio called it: our public address and the raw request target, never a header. */
  url: string;
  /** Names and values as {@link signedText} joins them; empty without a body. */
  text: string;
  signature: string;
}

/**
 * Whether the request was signed with one of the auth tokens (two while they are changed). Compared in constant time.
 * Twilio signs with or without the port, so both are tried; checked against vectors made with its SDK 6.2.0.
 */
export function isSigned(request: SignedRequest, authTokens: readonly string[]): boolean {
  const given = Buffer.from(request.signature);
  const spellings = spellingsOf(request.url);
  return authTokens.some((token) =>
    spellings.some((url) => {
      const expected = Buffer.from(signatureOf(url, request.text, token));
      return expected.length === given.length && timingSafeEqual(expected, given);
    }),
  );
}

/** The signature Twilio sends for an address and the text of its parameters, base64 of 20 bytes. */
export function signatureOf(url: string, text: string, authToken: string): string {
  return createHmac('sha1', authToken)
    .update(url + text)
    .digest('base64');
}

/** What the signature covers besides the address: names and values, sorted, without anything between them. */
export function signedText(form: WebhookForm): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of form.parameters) {
    const known = values.get(name);
    if (known) known.add(value);
    else values.set(name, new Set([value]));
  }
  return [...values.keys()]
    .sort()
    .flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => name + value))
    .join('');
}

const ADDRESS = /^(https?):\/\/(\[[^\]]*\]|[^/?#:[\]]+)(:\d+)?([/?#].*)?$/s;

/** The address without its port, and with it (the usual one where there is none). */
function spellingsOf(url: string): string[] {
  const [, scheme, host, port, rest = ''] = ADDRESS.exec(url) ?? [];
  if (scheme === undefined || host === undefined) return [url];
  const usual = scheme === 'https' ? ':443' : ':80';
  return [`${scheme}://${host}${rest}`, `${scheme}://${host}${port ?? usual}${rest}`];
}
