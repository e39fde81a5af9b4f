import { Switch } from '#libs/config';
import { z } from 'zod';

const whole = (least: number, most: number, usual: number) =>
  z.coerce.number().int().min(least).max(most).default(usual);

/** Where the administration listens, and how staff sign in. */
export const AdministrationSettings = z.object({
  /** Off: this gateway answers no administrator. */
  ADMIN: Switch.default(true),
  /** An own network's address in production: staff reach it, callers' providers do not. */
  ADMIN_HOST: z.string().min(1).default('127.0.0.1'),
  /** 0 picks a free port. */
  ADMIN_PORT: whole(0, 65_535, 3001),
  /** Connections at once, all together and from one address. */
  ADMIN_MAX_CONNECTIONS: whole(1, 10_000, 200),
  ADMIN_MAX_CONNECTIONS_PER_ADDRESS: whole(1, 10_000, 64),
  ADMIN_DATABASE_CONNECTIONS: whole(1, 50, 5),
  /** Where uploaded files of the bank's data wait for the importer; unset: they are taken by `npm run import` alone. */
  ADMIN_IMPORTS_DIR: z.string().min(1).optional(),
  /** The bank's identity provider; unset: users of our own (`npm run admin`). */
  ADMIN_OIDC_ISSUER: z.url().optional(),
  /** Whom its access tokens are for. */
  ADMIN_OIDC_AUDIENCE: z.string().min(1).optional(),
  /** Where it publishes its keys. */
  ADMIN_OIDC_JWKS_URL: z.url().optional(),
  /** The one algorithm its tokens are signed with. */
  ADMIN_OIDC_ALGORITHM: z.enum(['RS256', 'PS256', 'ES256', 'EdDSA']).default('RS256'),
  /** The `typ` of its access tokens; `at+jwt` as RFC 9068 says, `JWT` with some. */
  ADMIN_OIDC_TOKEN_TYPE: z.string().min(1).default('at+jwt'),
  /** The claim with the roles viewer, operator, security, administrator; dots lead into claims. */
  ADMIN_OIDC_ROLES_CLAIM: z.string().min(1).default('roles'),
});
export type AdministrationSettings = z.output<typeof AdministrationSettings>;

/** What is wrong with these settings together: name and what. */
export function administrationFlaws(
  settings: AdministrationSettings & { PROFILE: 'demo' | 'production' },
): { name: string; message: string }[] {
  if (settings.ADMIN_OIDC_ISSUER === undefined) return [];
  const needed = ['ADMIN_OIDC_AUDIENCE', 'ADMIN_OIDC_JWKS_URL'] as const;
  const missing = needed
    .filter((name) => settings[name] === undefined)
    .map((name) => ({ name, message: 'is not set, but ADMIN_OIDC_ISSUER is' }));
  const open = (['ADMIN_OIDC_ISSUER', 'ADMIN_OIDC_JWKS_URL'] as const)
    .filter((name) => settings.PROFILE === 'production' && settings[name]?.startsWith('https://') === false)
    .map((name) => ({ name, message: 'must be an https address in production' }));
  return [...missing, ...open];
}
