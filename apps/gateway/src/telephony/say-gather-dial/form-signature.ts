import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signature is made over and by whom. */
export interface SignedRequest {
  /** As the provider called it: our public address and the raw request target, never a header. */
  url: string;
  /** Names and values of the form, joined as the provider does; empty without a body. */
  text: string;
  signature: string;
}

/**
 * Whether the request was signed with one of the keys (two while they are changed): HMAC-SHA1 over the address and the
 * form, base64. Compared in constant time. It is made with or without the port, so both are tried.
 */
export function isSigned(request: SignedRequest, keys: readonly string[]): boolean {
  const given = Buffer.from(request.signature);
  const spellings = spellingsOf(request.url);
  return keys.some((key) =>
    spellings.some((url) => {
      const expected = Buffer.from(signatureOf(url, request.text, key));
      return expected.length === given.length && timingSafeEqual(expected, given);
    }),
  );
}

/** The signature of an address and the text of its parameters, base64 of 20 bytes. */
export function signatureOf(url: string, text: string, key: string): string {
  return createHmac('sha1', key)
    .update(url + text)
    .digest('base64');
}

const ADDRESS = /^(https?):\/\/(\[[^\]]*\]|[^/?#:[\]]+)(:\d+)?([/?#].*)?$/s;

/** The address without its port, and with it (the usual one where there is none). */
function spellingsOf(url: string): string[] {
  const [, scheme, host, port, rest = ''] = ADDRESS.exec(url) ?? [];
  if (scheme === undefined || host === undefined) return [url];
  const usual = scheme === 'https' ? ':443' : ':80';
  return [`${scheme}://${host}${rest}`, `${scheme}://${host}${port ?? usual}${rest}`];
}
