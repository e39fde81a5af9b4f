import { z } from 'zod';
import { WebhookRefused } from '../../webhook-refused.js';

/** The id the page gives its call: it is the only one who knows it. */
const CallId = z.string().regex(/^[\w-]{16,64}$/);

/** "A call comes in." A repetition with the same id is the same call. */
export const CallReport = z.strictObject({
  call: CallId,
  /** As a network would present it; empty when it is withheld. */
  callerNumber: z.string().max(40),
});
export type CallReport = z.output<typeof CallReport>;

/** Keys of one collect; possibly fewer than were asked for. */
export const InputReport = z
  .strictObject({
    call: CallId,
    digits: z.string().regex(/^[0-9*#]{0,32}$/),
    finishedBy: z.enum(['length', 'key', 'timeout']),
    finishKey: z.enum(['#', '*']).optional(),
  })
  .refine(({ finishedBy, finishKey }) => (finishedBy === 'key') === (finishKey !== undefined), { path: ['finishKey'] })
  .refine(({ finishedBy, digits }) => finishedBy === 'key' || digits !== '', { path: ['digits'] });
export type InputReport = z.output<typeof InputReport>;

/** Nothing was pressed in time. */
export const NoInputReport = z.strictObject({ call: CallId });

/** A simulated transfer ended. */
export const TransferReport = z.strictObject({
  call: CallId,
  outcome: z.enum(['answered', 'busy', 'noAnswer', 'failed']),
});

/** The call is over. */
export const HangUpReport = z.strictObject({ call: CallId, by: z.enum(['caller', 'provider']) });

/**
 * Reads the raw body of a request and overwrites it, as it may hold digits (S7).
 * @throws WebhookRefused when it is no JSON of this form, naming the field.
 */
export function readReport<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  if (!Buffer.isBuffer(body)) throw new WebhookRefused('content-type');
  const parsed = schema.safeParse(parseJson(body));
  body.fill(0);
  if (!parsed.success) throw new WebhookRefused('malformed', parsed.error.issues[0]?.path.join('.'));
  return parsed.data;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
