import { z } from 'zod';
import type { ProblemCode } from './problem.js';
import type { Role } from './role.js';

/** Nothing is asked for, or answered. */
export const NOTHING = z.strictObject({});
type Nothing = typeof NOTHING;

/** Who may use a route: anybody, whoever is signed in, or these roles. There is no default (S39). */
export type Access = 'public' | 'signed-in' | readonly [Role, ...Role[]];

/**
 * What using a route leaves behind. `none`: nothing. `looks-up`: reads of a client's data, written to the audit trail.
 * `changes`: written to the audit trail, and done once for one Idempotency-Key. `session`: signing in and out, which is
 * written to the audit trail by itself and answers tokens, so that its answers are never stored.
 */
export type Effect = 'none' | 'looks-up' | 'changes' | 'session';

/** Sections of the document. */
export const TAGS = {
  'sign-in': 'Signing in, staying signed in, signing out',
  calls: 'Calls under way and ended',
  locks: 'Locked cards and blocked caller numbers',
  clients: 'Registered numbers and e-mail addresses of clients',
  proposals: 'Changes that one proposes and another approves',
  deliveries: 'E-mails that were promised',
  settings: 'Queues, hours, holidays, the emergency announcement, limits',
  users: 'Members of staff who may sign in',
  import: "The bank's data",
  audit: 'Who did what',
} as const;

/** A route, declared once: guard, validation, document, table of roles and tests are made from it. */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  /** `listCalls`: unique; the operation's name in the document and in the audit trail. */
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Below `/admin/v1`; parameters as `{callId}`. */
  readonly path: `/${string}`;
  readonly tag: keyof typeof TAGS;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly effect: Effect;
  readonly status: 200 | 201 | 202;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The body is a file of this media type, which the handler takes as it comes; there is no other. */
  readonly takesFile?: 'application/octet-stream';
  readonly reply: Reply;
  /** Besides those that any route of its kind may answer with. */
  readonly problems: readonly ProblemCode[];
  readonly examples: {
    readonly params?: z.input<Params>;
    readonly body?: z.input<Body>;
    readonly reply: z.input<Reply>;
  };
}

export type AnyRoute = Route;
export type ParamsOf<R extends AnyRoute> = z.output<R['params']>;
export type QueryOf<R extends AnyRoute> = z.output<R['query']>;
export type BodyOf<R extends AnyRoute> = z.output<R['body']>;
export type ReplyOf<R extends AnyRoute> = z.input<R['reply']>;

type Declared<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> = Omit<
  Route<P, Q, B, R>,
  'params' | 'query' | 'body' | 'problems' | 'status'
> &
  Partial<Pick<Route<P, Q, B, R>, 'params' | 'query' | 'body' | 'problems' | 'status'>>;

/**
 * Declares a route. Objects in `params`, `query` and `body` must refuse unknown fields (`z.strictObject`).
 * @throws Error when the path and the parameters do not belong together, or an object takes unknown fields.
 */
export function defineRoute<
  Reply extends z.ZodType,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(declared: Declared<Params, Query, Body, Reply>): Route<Params, Query, Body, Reply> {
  const route = {
    status: 200,
    params: NOTHING,
    query: NOTHING,
    body: NOTHING,
    problems: [],
    ...declared,
  } as unknown as Route<Params, Query, Body, Reply>;
  const named = Array.from(route.path.matchAll(/\{(\w+)\}/g), ([, name]) => name).sort();
  const given = route.params instanceof z.ZodObject ? Object.keys(route.params.shape).sort() : [];
  if (named.join() !== given.join()) throw new Error(`${route.id}: ${route.path} and its parameters differ`);
  for (const schema of [route.params, route.query, route.body]) refuseLooseObjects(route.id, schema);
  return Object.freeze(route);
}

function refuseLooseObjects(id: string, schema: z.ZodType): void {
  if (schema instanceof z.ZodObject) {
    if (!(schema.def.catchall instanceof z.ZodNever)) throw new Error(`${id} takes unknown fields`);
    for (const field of Object.values(schema.shape)) refuseLooseObjects(id, field as z.ZodType);
  } else if (schema instanceof z.ZodUnion) {
    for (const option of schema.options) refuseLooseObjects(id, option as z.ZodType);
  } else if (schema instanceof z.ZodArray) {
    refuseLooseObjects(id, schema.element as z.ZodType);
  } else if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    refuseLooseObjects(id, schema.unwrap() as z.ZodType);
  }
}

/** Whether a request must carry an Idempotency-Key. */
export function needsKey(route: Pick<AnyRoute, 'method' | 'effect'>): boolean {
  return route.method === 'post' && route.effect === 'changes';
}

/** Whether the route has a body that is JSON. */
export function hasBody(route: Pick<AnyRoute, 'body'>): boolean {
  return route.body !== NOTHING;
}
