import type { AuditTrail } from '#libs/audit';
import type { Logger } from '#libs/logging';
import PQueue from 'p-queue';
import { availableParallelism } from 'node:os';
import { Problem } from '../routes/problem.js';
import type { Actor } from '../routes/role.js';
import type { User, UsersRepository } from '../users/users.repository.js';
import type { OneTimeCodes } from './one-time-codes.js';
import { ACCESS_TOKEN_SECONDS, type OwnTokens } from './own-tokens.js';
import { checkPassword, hashPassword, NOBODYS_HASH, whyPasswordIsRefused } from './passwords.js';
import type { Session, Sessions } from './sessions.js';
import type { SignInLimits } from './sign-in-limits.js';

/** Passwords that may wait to be checked; more are told to come again, so that nobody's flood fills the memory. */
const MOST_WAITING = 16;

/** What a sign-in answers. */
export interface Tokens {
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken: string;
}

/** The parts of the sign-in. */
export interface SignInParts {
  readonly users: UsersRepository;
  readonly limits: SignInLimits;
  readonly sessions: Sessions;
  readonly tokens: OwnTokens;
  readonly codes: OneTimeCodes;
  readonly audit: Pick<AuditTrail, 'record'>;
  readonly logger: Logger;
}

/** Signing in with name, password and one-time code (S38). Every refusal is the same answer after the same work. */
export class SignInService {
  private readonly hashing = new PQueue({ concurrency: Math.max(1, availableParallelism() - 1) });

  constructor(private readonly parts: SignInParts) {}

  /** @throws Problem `sign-in-refused` for whatever reason, `too-many-requests` when too many wait to be checked. */
  async signIn(given: { name: string; password: string; code: string; from: string }): Promise<Tokens> {
    const { users, limits, sessions, audit, logger } = this.parts;
    const name = given.name.toLowerCase();
    if (this.hashing.size >= MOST_WAITING) throw new Problem('too-many-requests', { retryAfterSeconds: 5 });
    const taken = await limits.takeTry(name);
    if (taken === 'locked') throw refused();
    const user = await users.named(name);
    const isRight = await this.isRight(user, given.password, given.code);
    const session = isRight && user ? await sessions.begin(user.id) : undefined;
    if (!session) {
      const who = user ? `staff:${user.name}` : 'staff:unknown';
      logger.warn({ event: 'admin-sign-in-refused', user: user?.name ?? null, from: given.from }, 'admin API');
      if (taken === 'last') {
        logger.error({ alert: 'admin_sign_in_locked', user: user?.name ?? null, from: given.from }, 'alert');
        await audit.record({ actor: who, action: 'admin.sign-in-locked', subject: who, details: { from: given.from } });
      }
      throw refused();
    }
    const who = `staff:${session.actor.name}`;
    await audit.record({ actor: who, action: 'admin.signed-in', subject: who, details: { from: given.from } });
    await limits.clear(name);
    return this.tokensOf(session);
  }

  /** @throws Problem `sign-in-refused` when the session is over or the token was used before. */
  async refresh(refreshToken: string): Promise<Tokens> {
    const session = await this.parts.sessions.refresh(refreshToken);
    if (!session) throw refused();
    return this.tokensOf(session);
  }

  async signOut(actor: Actor): Promise<void> {
    const who = `staff:${actor.name}`;
    await this.parts.audit.record({ actor: who, action: 'admin.signed-out', subject: who });
    if (actor.sessionId !== undefined) await this.parts.sessions.end(actor.sessionId);
  }

  /**
   * A new password for whoever is signed in; other sessions of theirs end.
   * @throws Problem `sign-in-refused` when the present password or the code is wrong, `refused` for a weak new one.
   */
  async changePassword(actor: Actor, given: { password: string; code: string; newPassword: string }): Promise<void> {
    const { users, limits, sessions, audit } = this.parts;
    const why = whyPasswordIsRefused(given.newPassword, actor.name);
    if (why !== null) throw new Problem('refused', { flaws: [{ where: 'body.newPassword', what: why }] });
    // The same count as at the door: a session left open is no way to guess the password.
    if ((await limits.takeTry(actor.name)) === 'locked') throw refused();
    const user = await users.byId(actor.id);
    if (!(await this.isRight(user, given.password, given.code))) throw refused();
    const who = `staff:${actor.name}`;
    await audit.record({ actor: who, action: 'admin.password-changed', subject: who });
    await users.setPassword(actor.id, await this.hashing.add(() => hashPassword(given.newPassword)));
    await limits.clear(actor.name);
    await sessions.endAllOf(actor.id, actor.sessionId);
  }

  /** Password and code are both looked at, whoever asks; the code is used up only with the right password. */
  private async isRight(user: User | undefined, password: string, code: string): Promise<boolean> {
    const hash = user?.passwordHash ?? NOBODYS_HASH;
    const matches = await this.hashing.add(() => checkPassword(password, hash));
    const step = user && this.parts.codes.stepOf(code, user.totpSecret, user.id);
    if (!user || !matches || step === undefined || user.isDisabled) return false;
    return this.parts.users.takeCode(user.id, step);
  }

  private async tokensOf(session: Session): Promise<Tokens> {
    const accessToken = await this.parts.tokens.issue(session);
    return { accessToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS, refreshToken: session.refreshToken };
  }
}

const refused = () =>
  new Problem('sign-in-refused', { detail: 'Name, password or code are not right, or the name is locked for now.' });
