import { maskCardNumbers } from '#libs/logging';
import { z } from 'zod';

/** What may stand in an entry's details: names, codes and identifiers; no amount, no digits of a credential (P1). */
type Detail = string | number | boolean | null | undefined | readonly Detail[] | { readonly [name: string]: Detail };

/** Somebody did something to something: one row of the audit trail. */
export interface AuditEntry {
  /** Who: `caller:+355…`, `staff:<user>`, `service:<name>`. At most 200 characters. */
  readonly actor: string;
  /** What, as `<thing>.<what happened>`: `information.given`, `card.released`. */
  readonly action: string;
  /** To whom or what: `call:<id>`, `card:<id>`, `setting:<name>`. At most 200 characters. */
  readonly subject: string;
  /** Why, in the words of who did it, or the internal code of a refusal. At most 1,000 characters. */
  readonly reason?: string | undefined;
  /** What else is worth proving, such as what it was `before` and `after`; at most 8,000 characters as JSON. */
  readonly details?: Readonly<Record<string, Detail>> | undefined;
}

const MOST_DETAILS = 8_000;

/** No control characters: what is listed must look like what was written. */
const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u);

const Entry = z.object({
  actor: line(200),
  action: z
    .string()
    .max(100)
    .regex(/^[a-z][a-z-]*(\.[a-z][a-z-]*)+$/),
  subject: line(200),
  reason: z
    .string()
    .max(1_000)
    .regex(/^[^\0]*$/)
    .optional(),
});

/** An entry as it is stored, apart from its place in a chain. */
export interface WrittenEntry {
  /** UTC, to the microsecond. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly reason: string | null;
  /** JSON text, kept as it was written. */
  readonly details: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A second net: nobody may put a card number here, and none gets through (P1). The digits of an id are none. */
const masked = (text: string) => (UUID.test(text) ? text : maskCardNumbers(text));

/**
 * Checks an entry and gives it its time.
 * @throws ZodError when a part of it is too long or has another form, RangeError when the details are too long.
 */
export function writtenEntry(entry: AuditEntry, now = new Date()): WrittenEntry {
  const { actor, action, subject, reason } = Entry.parse(entry);
  const details = JSON.stringify(entry.details ?? {}, (_name, value: unknown) =>
    typeof value === 'string' ? masked(value) : value,
  );
  if (details.length > MOST_DETAILS) throw new RangeError(`details of ${action} are longer than ${MOST_DETAILS}`);
  return {
    at: now.toISOString().replace('Z', '000Z'),
    actor,
    action,
    subject,
    reason: reason === undefined ? null : maskCardNumbers(reason),
    details,
  };
}
