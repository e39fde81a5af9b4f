import { AuditTrail } from '#libs/audit';
import { ConfigurationError } from '#libs/config';
import type { Logger } from '#libs/logging';
import type { OnApplicationBootstrap, Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { GatewaySettings } from '../../gateway.config.js';
import { ACCESS_TOKENS } from '../routes/admin.guard.js';
import { UsersRepository } from '../users/users.repository.js';
import { signInKeys } from './keys.js';
import { OneTimeCodes } from './one-time-codes.js';
import { OwnTokens } from './own-tokens.js';
import { ProviderTokens } from './provider-tokens.js';
import { Sessions } from './sessions.js';
import { SIGN_IN } from './sign-in.controller.js';
import { SignInLimits } from './sign-in-limits.js';
import { SignInService } from './sign-in.service.js';

/** How staff sign in: with users of our own, or at the bank's identity provider when there is one. */
export function signInProviders(settings: GatewaySettings, key: Uint8Array, logger: Logger): Provider[] {
  const shared: Provider[] = [repository(UsersRepository), repository(Sessions), sampleCheck(settings)];
  const issuer = settings.ADMIN_OIDC_ISSUER;
  return [...shared, ...(issuer === undefined ? own(settings, key, logger) : provided(settings, issuer))];
}

function own(settings: GatewaySettings, key: Uint8Array, logger: Logger): Provider[] {
  const keys = signInKeys(key);
  return [
    {
      provide: ACCESS_TOKENS,
      useFactory: (sessions: Sessions) => new OwnTokens(keys.tokens, sessions),
      inject: [Sessions],
    },
    {
      provide: SIGN_IN,
      useFactory: (
        dataSource: DataSource,
        users: UsersRepository,
        sessions: Sessions,
        tokens: OwnTokens,
        audit: AuditTrail,
      ) => {
        const codes = new OneTimeCodes(keys.codes, settings.BANK_NAME);
        const limits = new SignInLimits(dataSource, keys.names);
        return new SignInService({ users, limits, sessions, tokens, codes, audit, logger });
      },
      inject: [DataSource, UsersRepository, Sessions, ACCESS_TOKENS, AuditTrail],
    },
  ];
}

/** The configuration is checked as a whole when it is read. */
function provided(settings: GatewaySettings, issuer: string): Provider[] {
  const tokens = new ProviderTokens({
    issuer,
    audience: settings.ADMIN_OIDC_AUDIENCE ?? '',
    jwksUrl: settings.ADMIN_OIDC_JWKS_URL ?? '',
    algorithm: settings.ADMIN_OIDC_ALGORITHM,
    tokenType: settings.ADMIN_OIDC_TOKEN_TYPE,
    rolesClaim: settings.ADMIN_OIDC_ROLES_CLAIM,
  });
  return [
    { provide: ACCESS_TOKENS, useValue: tokens },
    { provide: SIGN_IN, useValue: null },
  ];
}

function repository(provide: typeof UsersRepository | typeof Sessions): Provider {
  return { provide, useFactory: (dataSource: DataSource) => new provide(dataSource), inject: [DataSource] };
}

/** Users of a copy of the demo, whose passwords lie in a file, are none of a bank. */
class SampleUsers implements OnApplicationBootstrap {
  constructor(
    private readonly users: UsersRepository,
    private readonly isProduction: boolean,
  ) {}

  /** @throws ConfigurationError in production while there are sample users. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.isProduction && (await this.users.hasSamples()))
      throw new ConfigurationError('there are sample users of the demo: npm run admin -- disable-user each of them');
  }
}

function sampleCheck(settings: GatewaySettings): Provider {
  return {
    provide: SampleUsers,
    useFactory: (users: UsersRepository) => new SampleUsers(users, settings.PROFILE === 'production'),
    inject: [UsersRepository],
  };
}
