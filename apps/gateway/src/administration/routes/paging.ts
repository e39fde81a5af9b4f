import { z } from 'zod';
import { Problem } from './problem.js';

/** Most things of one page (F38). */
export const LONGEST_PAGE = 100;
const USUAL_PAGE = 50;

/** A whole number in an address. */
export const queryInteger = (least: number, most: number, description: string) =>
  z
    .string()
    .regex(/^[0-9]{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .meta({
      description,
      override: ({ jsonSchema }) => {
        delete jsonSchema.pattern;
        Object.assign(jsonSchema, { type: 'integer', minimum: least, maximum: most });
      },
    });

/** What every list takes. */
export const PAGE = {
  limit: queryInteger(1, LONGEST_PAGE, `At most ${LONGEST_PAGE}; ${USUAL_PAGE} unless said otherwise`).optional(),
  after: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,300}$/)
    .optional()
    .meta({ description: 'The `next` of the page before' }),
};

/** The `next` of a page. */
export const Next = z.string().nullable().meta({ description: 'For the page after this one; null: there is none' });

/** How many things a page is asked for. */
export const pageSize = (query: { limit?: number | undefined }): number => query.limit ?? USUAL_PAGE;

/** A place in a list, for the outside. */
export function cursor(place: Readonly<Record<string, string>>): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @throws Problem `bad-request` for a place that no page gave out. */
export function placeOf<Schema extends z.ZodType>(
  schema: Schema,
  after: string | undefined,
): z.output<Schema> | undefined {
  if (after === undefined) return undefined;
  const flaw = { where: 'query.after', what: 'is not the `next` of a page' };
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(after, 'base64url').toString('utf8')));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON: told below.
  }
  throw new Problem('bad-request', { flaws: [flaw] });
}

/** A moment to the microsecond, as PostgreSQL writes it in JSON, and one thing's id. */
export const TimedPlace = z.strictObject({
  at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?\+00:00$/),
  id: z.uuid(),
});
export type TimedPlace = z.output<typeof TimedPlace>;
