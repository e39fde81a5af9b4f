import { z } from 'zod';

/** What a member of staff may be; each route names those it is for, and nobody else is let in (P5, S39). */
export const Role = z
  .enum(['viewer', 'operator', 'security', 'administrator'])
  .meta({ id: 'Role', description: 'What a member of staff may do' });
export type Role = z.output<typeof Role>;

/** Everybody who may sign in. */
export const EVERY_ROLE = ['viewer', 'operator', 'security', 'administrator'] as const satisfies readonly Role[];

/** Who is asking. */
export interface Actor {
  /** Stable, also when the name changes: two persons are two ids (S34). */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The session of our own sign-in; undefined with a token of the bank's identity provider. */
  readonly sessionId: string | undefined;
}
