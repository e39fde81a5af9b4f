import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** How far the time in a token may be from ours, seconds; Vonage asks for a check and names no number. */
export const MOST_AGE_SECONDS = 300;

const Header = z.object({ alg: z.literal('HS256') });

/** What a token says. `exp` and `nbf` are not documented, and kept where they are there. */
const Claims = z.object({
  /** When it was made, seconds since 1970. */
  iat: z.int(),
  exp: z.int().optional(),
  nbf: z.int().optional(),
  jti: z.string().min(1).max(200),
  iss: z.literal('Vonage'),
  /** SHA-256 of the body's bytes, lower-case hex. */
  payload_hash: z.string().regex(/^[0-9a-f]{64}$/),
  api_key: z.string(),
  application_id: z.string(),
});
export type Claims = z.output<typeof Claims>;

const BEARER = /^Bearer +([\w-]+)\.([\w-]+)\.([\w-]+)$/i;

/**
 * The claims of the token in `Authorization`, if one of the secrets signed it with HMAC-SHA-256 and it was made by Vonage
 * over exactly these bytes; undefined otherwise. Only the one spelling of a signature is taken (F33). The address is not
 * covered, and neither time nor account is looked at here.
 */
export function claimsOf(authorization: string, body: Uint8Array, secrets: readonly string[]): Claims | undefined {
  const [, header = '', payload = '', signature = ''] = BEARER.exec(authorization) ?? [];
  if (!secrets.some((secret) => isSame(signatureOf(`${header}.${payload}`, secret), signature))) return undefined;
  if (!Header.safeParse(jsonIn(header)).success) return undefined;
  const { data: claims } = Claims.safeParse(jsonIn(payload));
  return claims && isSame(hashOf(body), claims.payload_hash) ? claims : undefined;
}

/** Whether a token was made within {@link MOST_AGE_SECONDS} of now, and is valid now; seconds since 1970. */
export function isFresh({ iat, exp = Infinity, nbf = -Infinity }: Claims, now: number): boolean {
  return Math.abs(now - iat) <= MOST_AGE_SECONDS && now < exp && nbf <= now;
}

function signatureOf(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

function hashOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function isSame(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    // A part that is no JSON is a token that says nothing.
    return undefined;
  }
}
