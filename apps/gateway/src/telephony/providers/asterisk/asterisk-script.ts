import { z } from 'zod';

const Urls = z.array(z.string());

/**
 * What Asterisk is to do in one step of a call, as it is stored with the call and given again after a lost connection. It
 * is carried out command by command (asterisk.controller.ts).
 */
export const AsteriskScript = z.object({
  /** What the step is known by: its token, or the place in a last resort. */
  next: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('step'), token: z.string() }),
    z.object({ kind: z.literal('lastResort'), language: z.enum(['sq', 'en']), attempt: z.int() }),
  ]),
  /** Sounds heard whole. */
  notice: Urls,
  /** Sounds a key stops. */
  say: Urls,
  then: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('key'), waitMs: z.int() }),
    z.object({ kind: z.literal('keys'), count: z.int(), firstMs: z.int(), betweenMs: z.int() }),
    z.object({
      kind: z.literal('dial'),
      target: z.string(),
      ringSeconds: z.int(),
      /** For the agent, as `name=value|…`. */
      headers: z.string(),
    }),
    z.object({ kind: z.literal('hangUp') }),
  ]),
});
export type AsteriskScript = z.output<typeof AsteriskScript>;
