import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import type { AccessTokens } from '../routes/admin.guard.js';
import { Problem } from '../routes/problem.js';
import { type Actor, Role } from '../routes/role.js';

/** The bank's own identity provider, whose access tokens we take. */
export interface ProviderOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly algorithm: string;
  readonly tokenType: string;
  readonly rolesClaim: string;
}

/** A token older than this is not taken, however long its issuer lets it live (S38). */
const OLDEST_SECONDS = 15 * 60;
const SKEW_SECONDS = 5;

const Claims = z.looseObject({ sub: z.string().min(1).max(100) });
const ClaimedRoles = z.array(z.string()).max(100);

/** Access tokens of the bank's identity provider (OIDC): signed by a key it publishes, with roles in a claim. */
export class ProviderTokens implements AccessTokens {
  private readonly keys: JWTVerifyGetKey;

  constructor(
    private readonly options: ProviderOptions,
    keys?: JWTVerifyGetKey,
  ) {
    this.keys =
      keys ?? createRemoteJWKSet(new URL(options.jwksUrl), { timeoutDuration: 3_000, cooldownDuration: 10_000 });
  }

  async actorOf(token: string): Promise<Actor> {
    const claims = await this.claimsOf(token);
    const { rolesClaim, issuer } = this.options;
    const claimed = ClaimedRoles.safeParse(rolesClaim.split('.').reduce<unknown>(inner, claims));
    const roles = Role.options.filter((role) => claimed.data?.includes(role));
    const shown = claims['preferred_username'];
    const name = typeof shown === 'string' && /^[\w.@+-]{1,100}$/.test(shown) ? shown : claims.sub;
    return {
      id: `${issuer}#${claims.sub}`.slice(-200),
      name: name.replaceAll(/\p{Cc}/gu, ''),
      roles,
      sessionId: undefined,
    };
  }

  private async claimsOf(token: string): Promise<z.output<typeof Claims>> {
    const { issuer, audience, algorithm, tokenType } = this.options;
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        algorithms: [algorithm],
        issuer,
        audience,
        typ: tokenType,
        requiredClaims: ['exp', 'iat', 'sub'],
        maxTokenAge: OLDEST_SECONDS,
        clockTolerance: SKEW_SECONDS,
      });
      return Claims.parse(payload);
    } catch (cause) {
      if (isUnreachable(cause)) throw new Problem('unavailable', {}, { cause });
      if (cause instanceof errors.JOSEError || cause instanceof z.ZodError)
        throw new Problem('not-signed-in', {}, { cause });
      throw cause;
    }
  }
}

/** Keys could not be fetched, or what came was none: nobody knows whether the token is good. */
function isUnreachable(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return OUTAGES.includes(code) || message === 'fetch failed';
}

/** Codes of jose: time ran out, another status than 200 or not JSON, no set of keys. */
const OUTAGES: readonly unknown[] = ['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID'];

/** `realm_access.roles` names a claim within a claim. */
function inner(claims: unknown, name: string): unknown {
  return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>)[name] : undefined;
}
