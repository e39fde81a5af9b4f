import { validate } from '@jambonz/verb-specifications';
import { z } from 'zod';
import { LineFault } from '../../phone-line.js';

/** jambonz would refuse the document and end the call. */
export class VerbsRefused extends LineFault {
  override readonly name = 'VerbsRefused';
}

/** A hook: an absolute address, or a path at the address of the application; by POST, as digits are in what is sent. */
const Hook = z.union([z.string(), z.strictObject({ url: z.string(), method: z.literal('POST').optional() })]);
const Seconds = z.number().nonnegative();
const Key = z.string().regex(/^[0-9*#]$/);

const playing = {
  url: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  loop: z.literal(1).optional(),
};
const saying = {
  text: z.string().min(1),
  synthesizer: z.strictObject({ vendor: z.string(), language: z.string(), voice: z.string() }).optional(),
};
const Play = z.strictObject({ verb: z.literal('play'), ...playing });
const Say = z.strictObject({ verb: z.literal('say'), ...saying });

const Gather = z
  .strictObject({
    verb: z.literal('gather'),
    id: z.string().optional(),
    input: z.tuple([z.literal('digits')]).default(['digits']),
    numDigits: z.int().min(1).optional(),
    minDigits: z.int().min(1).optional(),
    maxDigits: z.int().min(1).optional(),
    finishOnKey: Key.optional(),
    timeout: Seconds.default(15),
    interDigitTimeout: Seconds.optional(),
    dtmfBargein: z.boolean().default(true),
    listenDuringPrompt: z.boolean().default(true),
    actionHook: Hook,
    play: z.strictObject(playing).optional(),
    say: z.strictObject(saying).optional(),
  })
  .refine(({ play, say }) => !play || !say, { error: 'a gather plays or says' });
export type Gather = z.output<typeof Gather>;

const Dial = z.strictObject({
  verb: z.literal('dial'),
  id: z.string().optional(),
  target: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('sip'), sipUri: z.string().regex(/^sips?:[^\s@?]+@[^\s@?]+$/) }),
        z.strictObject({ type: z.literal('phone'), number: z.string().regex(/^\+?[1-9]\d{6,14}$/) }),
      ]),
    )
    .min(1)
    .max(10),
  callerId: z.string().optional(),
  timeout: Seconds.default(60),
  timeLimit: Seconds.optional(),
  headers: z.record(z.string().regex(/^X-[\w-]+$/), z.string().regex(/^[^\r\n]*$/)).default({}),
  actionHook: Hook.optional(),
});
export type Dial = z.output<typeof Dial>;

const Verbs = z.array(
  z.discriminatedUnion('verb', [
    Play,
    Say,
    Gather,
    Dial,
    z.strictObject({ verb: z.literal('hangup'), headers: z.record(z.string(), z.string()).optional() }),
  ]),
);
export type Verb = z.output<typeof Verbs>[number];

const silent = { info: () => undefined };

/**
 * Reads an answer as the feature server does, by its own table: an unknown verb or property, or a number as text, ends the
 * call. What the table lets through and no call needs is refused here too.
 * @throws VerbsRefused.
 */
export function parseVerbs(document: string): Verb[] {
  const value = parsed(document);
  try {
    validate(silent, value);
  } catch (cause) {
    throw new VerbsRefused(`the feature server refuses: ${(cause as Error).message}`, { cause });
  }
  const verbs = Verbs.safeParse(value);
  if (!verbs.success) throw new VerbsRefused(z.prettifyError(verbs.error));
  return verbs.data;
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document) as unknown;
  } catch (cause) {
    throw new VerbsRefused('no JSON', { cause });
  }
}

/** The address of a hook. */
export function addressOf(hook: z.output<typeof Hook>): string {
  return typeof hook === 'string' ? hook : hook.url;
}
