import { z } from 'zod';

/** Every problem the API answers with (RFC 9457); codes never change their meaning. */
export const PROBLEMS = {
  'bad-request': { status: 400, title: 'The request is not what this address takes' },
  'idempotency-key-missing': { status: 400, title: 'An Idempotency-Key is missing or has no good form' },
  'not-signed-in': { status: 401, title: 'No valid access token' },
  'sign-in-refused': { status: 401, title: 'The sign-in was refused' },
  'role-missing': { status: 403, title: 'None of your roles may do this' },
  'same-person': { status: 403, title: 'Whoever proposed a change cannot approve it' },
  'sign-in-elsewhere': { status: 403, title: "Staff sign in at the bank's identity provider" },
  'imports-elsewhere': { status: 403, title: "The bank's data are imported on the bank's own machine" },
  'not-found': { status: 404, title: 'There is no such thing' },
  conflict: { status: 409, title: 'It has changed meanwhile' },
  'request-under-way': { status: 409, title: 'The first request with this Idempotency-Key is still under way' },
  'second-person-needed': { status: 409, title: 'This takes a proposal, and the approval of a second person' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is of another media type than this address takes' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key belongs to another request' },
  refused: { status: 422, title: 'The change is refused' },
  'too-many-requests': { status: 429, title: 'Too many requests; try again later' },
  internal: { status: 500, title: 'Something went wrong here; it is in the log' },
  unavailable: { status: 503, title: 'A part of the bank does not answer; try again later' },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemCode = keyof typeof PROBLEMS;

const PREFIX = 'urn:phone-banking:problem:';

/** What is wrong with one part of a request: `query.limit`, and what it must be. Values are not repeated. */
export interface Flaw {
  readonly where: string;
  readonly what: string;
}

/** The body of an answer that is a problem, `application/problem+json`. */
export const ProblemBody = z
  .strictObject({
    type: z
      .enum(Object.keys(PROBLEMS).map((code) => PREFIX + code))
      .meta({ description: 'Which problem; never changes' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().optional().meta({ description: 'What to do about it' }),
    flaws: z
      .array(z.strictObject({ where: z.string(), what: z.string() }))
      .optional()
      .meta({ description: 'Each wrong part of the request' }),
    requestId: z.uuid().optional().meta({ description: 'Find it in the log' }),
  })
  .meta({ id: 'Problem', description: 'Why a request was not answered as asked (RFC 9457)' });
export type ProblemBody = z.output<typeof ProblemBody>;

/** A request is not answered as asked; the text may be shown to staff and never holds a value from inside. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: ProblemCode,
    readonly more: {
      readonly detail?: string;
      readonly flaws?: readonly Flaw[];
      readonly retryAfterSeconds?: number;
    } = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  /** As it is answered. */
  body(): ProblemBody {
    const { status, title } = PROBLEMS[this.code];
    const { detail, flaws } = this.more;
    return {
      type: PREFIX + this.code,
      title,
      status,
      ...(detail === undefined ? {} : { detail }),
      ...(flaws === undefined ? {} : { flaws: flaws.slice(0, MOST_FLAWS).map((flaw) => ({ ...flaw })) }),
    };
  }
}

const MOST_FLAWS = 20;
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';
