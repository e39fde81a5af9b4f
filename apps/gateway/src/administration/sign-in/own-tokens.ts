import { type CryptoKey, errors, importJWK, jwtVerify, SignJWT } from 'jose';
import { createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
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

/** Ed25519 in PKCS #8 is this prefix and the 32 secret bytes. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Access tokens of our own sign-in: short, of one algorithm and one key, and nothing without their session (S38). */
export class OwnTokens implements AccessTokens {
  private readonly keys: Promise<{ secret: CryptoKey | Uint8Array; public: CryptoKey | Uint8Array }>;

  /** @param secret 32 random bytes: the seed of an Ed25519 pair. */
  constructor(
    secret: Uint8Array,
    private readonly sessions: Sessions,
  ) {
    const der = Buffer.concat([PKCS8_PREFIX, secret]);
    const { x = '' } = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({
      format: 'jwk',
    });
    const pair = { kty: 'OKP', crv: 'Ed25519', x };
    this.keys = Promise.all([
      importJWK({ ...pair, d: Buffer.from(secret).toString('base64url') }, ALGORITHM),
      importJWK(pair, ALGORITHM),
    ]).then(([own, half]) => ({ secret: own, public: half }));
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
      .sign((await this.keys).secret);
  }

  async actorOf(token: string): Promise<Actor> {
    const { sub, sid } = await this.claimsOf(token);
    const actor = await this.sessions.use(sid, sub);
    if (!actor) throw new Problem('not-signed-in');
    return actor;
  }

  private async claimsOf(token: string): Promise<z.output<typeof Claims>> {
    try {
      const { payload } = await jwtVerify(token, (await this.keys).public, {
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
