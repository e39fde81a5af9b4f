import type { z } from 'zod';
import type { BusUser } from './bus-users.js';

/** Codes any request may answer with, besides those its contract names. */
export const COMMON_ERROR_CODES = ['BAD_REQUEST', 'EXPIRED', 'GRANT_REFUSED', 'UNAVAILABLE', 'INTERNAL'] as const;
export type CommonErrorCode = (typeof COMMON_ERROR_CODES)[number];

/** One question a service answers over the bus: who, what, how long, and what can go wrong. */
export interface RequestContract<
  Request extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
  ErrorCode extends string = string,
> {
  /** `owner.vN.thing.verb`; the first word is the service that answers. */
  readonly subject: string;
  /** Who may ask; the bus refuses everybody else (S25). */
  readonly askedBy: readonly BusUser[];
  readonly request: Request;
  readonly reply: Reply;
  readonly errors: readonly ErrorCode[];
  /** How long the asker waits, in milliseconds; also the deadline the answering service keeps (S28). */
  readonly timeoutMs: number;
}

export type RequestOf<C extends RequestContract> = z.output<C['request']>;
export type ReplyOf<C extends RequestContract> = z.output<C['reply']>;
/** What an asker writes: fields with defaults may be left out. */
export type RequestInputOf<C extends RequestContract> = z.input<C['request']>;
export type ReplyInputOf<C extends RequestContract> = z.input<C['reply']>;
export type ErrorCodeOf<C extends RequestContract> = C['errors'][number] | CommonErrorCode;

const SUBJECT = /^(auth|cards|accounts|notifications)\.v\d+\.[a-z-]+\.[a-z-]+$/;

/**
 * Declares a request. Subjects are checked once, here.
 * @throws Error when the subject is not `owner.vN.thing.verb`, or nobody is said to ask it.
 */
export function defineRequest<Request extends z.ZodType, Reply extends z.ZodType, const ErrorCode extends string>(
  contract: RequestContract<Request, Reply, ErrorCode>,
): RequestContract<Request, Reply, ErrorCode> {
  if (!SUBJECT.test(contract.subject)) throw new Error(`not a subject: ${contract.subject}`);
  if (!Array.isArray(contract.askedBy)) throw new Error(`${contract.subject}: say who may ask, askedBy: ['gateway']`);
  return Object.freeze(contract);
}
