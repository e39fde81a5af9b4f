import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the time in a signature may be from ours, seconds; as in the official packages. */
export const MOST_AGE_SECONDS = 300;

/** What `Jambonz-Signature` says: `t=<seconds>,v1=<hex>`, with several `v1` while a secret is being changed. */
export interface JambonzSignature {
  /** When it was made, seconds since 1970. */
  readonly signedAt: number;
  readonly signatures: readonly string[];
}

const HEADER = /^t=(\d{1,12})((?:,v1=[0-9a-f]{64}){1,8})$/;

/** Reads the header; undefined for any other spelling than jambonz's own, blanks and capitals included. */
export function readSignature(header: string): JambonzSignature | undefined {
  const [, seconds, signatures] = HEADER.exec(header) ?? [];
  if (seconds === undefined || signatures === undefined) return undefined;
  return { signedAt: Number(seconds), signatures: signatures.slice(',v1='.length).split(',v1=') };
}

/** Whether one of the signatures was made over exactly these bytes with one of the secrets. Compared in constant time. */
export function isSigned(
  body: Uint8Array,
  { signedAt, signatures }: JambonzSignature,
  secrets: readonly string[],
): boolean {
  return secrets.some((secret) => {
    const expected = Buffer.from(signatureOf(body, signedAt, secret));
    return signatures.some((given) => timingSafeEqual(expected, Buffer.from(given)));
  });
}

/** The signature jambonz makes over a body at that second, lower-case hex. */
export function signatureOf(body: Uint8Array, signedAt: number, secret: string): string {
  return createHmac('sha256', secret).update(`${signedAt}.`).update(body).digest('hex');
}
