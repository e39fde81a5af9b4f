import { InformationItem, VerificationLevel } from '#libs/contracts';
import { signingKey, verifyingKey } from '#libs/signing';
import { jwtVerify, SignJWT } from 'jose';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';

/** What a verified call may be told, signed by auth (S18). Services believe this and never the gateway. */
export const GrantClaims = z.object({
  callId: z.uuid(),
  clientId: z.uuid(),
  level: VerificationLevel,
  items: z.array(InformationItem),
  /** The only credit card this grant opens; absent: any of the client's (D21). */
  onlyCardId: z.uuid().optional(),
});
export type GrantClaims = z.output<typeof GrantClaims>;

/** The grant does not open this; never says which check failed. */
export class GrantRefused extends Error {
  override readonly name = 'GrantRefused';
  constructor(options?: ErrorOptions) {
    super('grant refused', options);
  }
}

const ALGORITHM = 'EdDSA';
const ISSUER = 'auth';
const AUDIENCE = 'bank-services';
const TYPE = 'grant+jwt';

/** Signs grants; only auth holds the secret. */
export class GrantSigner {
  private readonly key: KeyObject;

  /** @param secret 32 random bytes. */
  constructor(secret: Uint8Array) {
    this.key = signingKey(secret);
  }

  async sign(claims: GrantClaims, issuedAt: Date, expiresAt: Date): Promise<string> {
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.key);
  }
}

/** Checks grants with auth's public key of 32 bytes. */
export class GrantVerifier {
  private readonly key: KeyObject;

  constructor(publicKey: Uint8Array) {
    this.key = verifyingKey(publicKey);
  }

  /**
   * @param wanted the call the request is made for, and the items of which at least one must be granted.
   * @throws GrantRefused when the grant is altered, expired, of another call, or opens none of the items.
   */
  async verify(
    grant: string,
    wanted: { callId: string; anyOf: readonly InformationItem[]; now: Date },
  ): Promise<GrantClaims> {
    const claims = await this.read(grant, wanted.now);
    if (claims.callId !== wanted.callId) throw new GrantRefused();
    if (!wanted.anyOf.some((item) => claims.items.includes(item))) throw new GrantRefused();
    return claims;
  }

  private async read(grant: string, now: Date): Promise<GrantClaims> {
    try {
      const { payload } = await jwtVerify(grant, this.key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['exp', 'iat'],
        currentDate: now,
      });
      return GrantClaims.parse(payload);
    } catch (cause) {
      throw new GrantRefused({ cause });
    }
  }
}
