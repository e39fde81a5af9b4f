import { z } from 'zod';
import { LineFault } from '../../phone-line.js';

/** Vonage would refuse the list of actions. */
export class ActionsRefused extends LineFault {
  override readonly name = 'ActionsRefused';
}

const MOST_BYTES = 64_000;

const oneUrl = z.tuple([z.url({ protocol: /^https?$/ })]);
const byPost = z.literal('POST');
const bargeIn = z.boolean().default(false);

const Talk = z.strictObject({
  action: z.literal('talk'),
  text: z
    .string()
    .min(1)
    .max(1_500)
    .regex(/^(?!\s*<)/, { error: 'markup' }),
  // Albanian is not among Vonage's voices.
  language: z.string().regex(/^en-[A-Z]{2}/),
  style: z.int().min(0).optional(),
  premium: z.boolean().optional(),
  bargeIn,
});
const Stream = z.strictObject({ action: z.literal('stream'), streamUrl: oneUrl, bargeIn });

const Input = z.strictObject({
  action: z.literal('input'),
  type: z.tuple([z.literal('dtmf')]),
  dtmf: z.strictObject({
    timeOut: z.int().min(1).max(10).default(3),
    maxDigits: z.int().min(1).max(20).default(4),
    submitOnHash: z.boolean().default(false),
  }),
  mode: z.literal('synchronous').optional(),
  eventUrl: oneUrl,
  eventMethod: byPost.optional(),
});
export type Input = z.output<typeof Input>;

const Connect = z.strictObject({
  action: z.literal('connect'),
  endpoint: z.tuple([
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('phone'), number: z.string().regex(/^[1-9]\d{6,14}$/) }),
      z.strictObject({
        type: z.literal('sip'),
        uri: z.string().regex(/^sips?:[^\s@?]+@[^\s@?]+$/),
        headers: z.record(z.string().regex(/^(?!X-)[\w-]+$/), z.string().regex(/^[^\r\n]*$/)).default({}),
      }),
    ]),
  ]),
  from: z
    .string()
    .regex(/^[1-9]\d{6,14}$/)
    .optional(),
  timeout: z.int().min(3).max(7_200).default(60),
  limit: z.int().min(1).max(7_200).default(7_200),
  eventType: z.literal('synchronous').optional(),
  eventUrl: oneUrl.optional(),
  eventMethod: byPost.optional(),
});
export type Connect = z.output<typeof Connect>;

const Actions = z.array(z.discriminatedUnion('action', [Talk, Stream, Input, Connect]));
export type Action = z.output<typeof Actions>[number];

/**
 * Reads an answer strictly: an unknown action or key, a value out of its range, or prompts that may not stand together is
 * an error. @throws ActionsRefused.
 */
export function parseNcco(document: string): Action[] {
  if (Buffer.byteLength(document) > MOST_BYTES) throw new ActionsRefused(`more than ${MOST_BYTES} bytes`);
  const { data: actions, error } = Actions.safeParse(parsed(document));
  if (error) throw new ActionsRefused(z.prettifyError(error));
  actions.forEach((action, index) => {
    if ((action.action !== 'talk' && action.action !== 'stream') || !action.bargeIn) return;
    const next = actions[index + 1]?.action;
    if (next !== action.action && next !== 'input')
      throw new ActionsRefused(`after a ${action.action} with bargeIn comes ${next ?? 'nothing'}, not input`);
  });
  return actions;
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document) as unknown;
  } catch (cause) {
    throw new ActionsRefused('no JSON', { cause });
  }
}
