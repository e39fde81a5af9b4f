import { LANGUAGES } from '#libs/speech';
import { z } from 'zod';
import type { Continuation } from './continuation.js';
import type { ProviderName } from './telephony-provider.js';
import { WebhookRefused } from './webhook-refused.js';

/**
 * The absolute address where a provider reports what followed a turn. Nothing that tells of a client is in it: the token
 * says where the call stands, and nothing more (S8).
 * @param result what is reported there, such as `input/16` or `transfer`; a last resort has one address of its own.
 */
export function callAddress(
  publicUrl: string,
  provider: ProviderName,
  continuation: Continuation,
  result: string,
): string {
  const base = `${publicUrl}/telephony/${provider}`;
  if (continuation.kind === 'step') return `${base}/calls/${continuation.token}/${result}`;
  return `${base}/last-resort/${continuation.language}/${continuation.attempt}`;
}

/** The parts our addresses have. */
export const ADDRESS_PART = {
  token: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  count: z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number),
  language: z.enum(LANGUAGES),
};

/** A part of our own address. @throws WebhookRefused when it is none we handed out. */
export function readAddressPart<Part extends keyof typeof ADDRESS_PART>(
  part: Part,
  text: string,
): z.output<(typeof ADDRESS_PART)[Part]> {
  const result = ADDRESS_PART[part].safeParse(text);
  if (!result.success) throw new WebhookRefused('unknown-call');
  // The compiler does not follow which schema the name chose.
  return result.data as z.output<(typeof ADDRESS_PART)[Part]>;
}
