import { isPromptId, LANGUAGES } from '#libs/speech';
import { z } from 'zod';

const SpokenLine = z.object({
  prompt: z.string().refine(isPromptId, { error: 'is no prompt' }),
  language: z.enum(LANGUAGES),
  text: z.string().min(1),
  audio: z.url().nullable(),
});

const Collect = z.object({
  kind: z.literal('collect'),
  digits: z.int().min(1),
  finishKeys: z.array(z.enum(['#', '*'])),
  firstDigitMs: z.int().min(1),
  interDigitMs: z.int().min(1),
  links: z.object({ input: z.url(), noInput: z.url() }),
});

/** What the gateway answers the phone in the browser: apps/gateway/src/telephony/providers/phone/README.md. */
export const PhoneDocument = z.object({
  language: z.enum(LANGUAGES),
  keysAhead: z.enum(['kept', 'discarded']),
  notice: z.array(SpokenLine),
  say: z.array(SpokenLine),
  then: z.discriminatedUnion('kind', [
    Collect,
    z.object({
      kind: z.literal('transfer'),
      destination: z.string().min(1),
      queue: z.string(),
      context: z.record(z.string(), z.unknown()),
      links: z.object({ transfer: z.url() }),
    }),
    z.object({ kind: z.literal('hangUp') }),
  ]),
  links: z.object({ hangUp: z.url().optional() }),
});
export type PhoneDocument = z.output<typeof PhoneDocument>;
