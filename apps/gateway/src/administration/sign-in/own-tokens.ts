import { signingKey } from '#libs/signing';
import { errors, jwtVerify, SignJWT } from 'jose';
import { createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AccessTokens } from '../routes/admin.guard.js';
import { Problem } from '../routes/problem.js';
import type { Actor } from '../routes/role.js';
import type { Session, Sessions } from './sessions.js';

const ALGORITHM = 'EdDSA';
const ISSUER = 'phone-banking';
const AUDIENCE = 'phone-banking-admin';
const TYPE = 'at+jwt';

/** How long an access token is good, seconds; the session behind it is looked at with each request besides. */
export const ACCESS_TOKEN_SECONDS = 5 * 60;

const Claims = z.object({ sub: z.uuid(), sid: z.uuid() });

/** Access tokens of our own sign-in: short, of one algorithm and one key, and nothing without their session (S38). */
export class OwnTokens implements AccessTokens {
  private readonly key: KeyObject;
  private readonly publicKey: KeyObject;

  /** @param secret 32 random bytes: the seed of an Ed25519 pair. */
  constructor(
    secret: Uint8Array,
    private readonly sessions: Sessions,
  ) {
    this.key = signingKey(secret);
    this.publicKey = createPublicKey(this.key);
  }

  async issue({ actor }: Session): Promise<string> {
    return new SignJWT({ sid: actor.sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(actor.id)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_TOKEN_SECONDS}s`)
      .sign(this.key);
  }

  async actorOf(token: string): Promise<Actor> {
    const { sub, sid } = await this.claimsOf(token);
    const actor = await this.sessions.use(sid, sub);
    if (!actor) throw new Problem('not-signed-in');
    return actor;
  }

  private async claimsOf(token: string): Promise<z.output<typeof Claims>> {
    try {
      const { payload } = await jwtVerify(token, this.publicKey, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['exp', 'iat', 'sub', 'sid'],
        maxTokenAge: ACCESS_TOKEN_SECONDS,
      });
      return Claims.parse(payload);
    } catch (cause) {
      if (cause instanceof errors.JOSEError || cause instanceof z.ZodError)
        throw new Problem('not-signed-in', {}, { cause });
      throw cause;
    }
  }
}
