import { InformationItem, VerificationLevel } from '#libs/contracts';
import { type CryptoKey, importJWK, jwtVerify, SignJWT } from 'jose';
import { createPrivateKey, createPublicKey } from 'node:crypto';
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

/** Ed25519 in PKCS #8 is this prefix and the 32 secret bytes. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The public half, 32 bytes, of an Ed25519 secret of 32 random bytes. */
export function grantPublicKey(secret: Uint8Array): Buffer {
  const key = createPublicKey(
    createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, secret]), format: 'der', type: 'pkcs8' }),
  );
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}

/** Signs grants; only auth holds the secret. */
export class GrantSigner {
  private readonly key: Promise<CryptoKey | Uint8Array>;

  constructor(secret: Uint8Array) {
    const x = grantPublicKey(secret).toString('base64url');
    this.key = importJWK({ kty: 'OKP', crv: 'Ed25519', d: Buffer.from(secret).toString('base64url'), x }, ALGORITHM);
  }

  async sign(claims: GrantClaims, issuedAt: Date, expiresAt: Date): Promise<string> {
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(await this.key);
  }
}

/** Checks grants with auth's public key of 32 bytes. */
export class GrantVerifier {
  private readonly key: Promise<CryptoKey | Uint8Array>;

  constructor(publicKey: Uint8Array) {
    this.key = importJWK({ kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }, ALGORITHM);
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
      const { payload } = await jwtVerify(grant, await this.key, {
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
