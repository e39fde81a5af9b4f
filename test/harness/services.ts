import { readSettings } from '#libs/config';
import type { Logger } from '#libs/logging';
import type { AuthOptions } from '../../apps/auth/src/start.js';
import type { App } from '../../tools/start/apps.js';

export type Environment = Readonly<Record<string, string>>;

/** An app under way inside the test. */
export interface Running {
  stop(): Promise<void>;
  /** Where the gateway listens. */
  readonly url?: string;
  /** The port on which the gateway listens for Asterisk, when that is switched on. */
  readonly agiPort?: () => number;
  /** Where the gateway's administration listens, when it is on. */
  readonly adminUrl?: string | undefined;
}

/** Parts a test puts in the place of an app's own. */
export interface Parts {
  readonly auth?: Pick<AuthOptions, 'pinVerifier'> | undefined;
}

type Start = (environment: Environment, logger: Logger, parts: Parts) => Promise<Running>;

/**
 * How each app is started, from the environment a process of its own would have. Loaded when wanted: a test of one
 * service need not wait for the others' libraries.
 */
export const START: Readonly<Record<App, Start>> = {
  auth: async (environment, logger, { auth }) => {
    const { AuthSettings } = await import('../../apps/auth/src/auth.config.js');
    const { startAuth } = await import('../../apps/auth/src/start.js');
    return startAuth(readSettings(AuthSettings, environment), logger, auth);
  },
  accounts: async (environment, logger) => {
    const { AccountsSettings } = await import('../../apps/accounts/src/accounts.config.js');
    const { startAccounts } = await import('../../apps/accounts/src/start.js');
    return startAccounts(readSettings(AccountsSettings, environment), logger);
  },
  cards: async (environment, logger) => {
    const { CardsSettings } = await import('../../apps/cards/src/cards.config.js');
    const { startCards } = await import('../../apps/cards/src/start.js');
    return startCards(readSettings(CardsSettings, environment), logger);
  },
  notifications: async (environment, logger) => {
    const { NotificationsSettings } = await import('../../apps/notifications/src/notifications.config.js');
    const { startNotifications } = await import('../../apps/notifications/src/start.js');
    return startNotifications(readSettings(NotificationsSettings, environment), logger);
  },
  gateway: async (environment, logger) => {
    const { GatewaySettings } = await import('../../apps/gateway/src/gateway.config.js');
    const { startGateway } = await import('../../apps/gateway/src/start.js');
    const { AsteriskServer } = await import('../../apps/gateway/src/telephony/providers/asterisk/asterisk-server.js');
    const gateway = await startGateway(readSettings(GatewaySettings, environment), logger);
    return { ...gateway, agiPort: () => gateway.app.get(AsteriskServer, { strict: false }).port };
  },
};

/** What tests set where the default is slow, where ports must be free, or where the demo names somebody (S4). */
export const TEST_SETTINGS: Readonly<Partial<Record<App, Environment>>> = {
  // The lowest cost auth accepts: a check takes tens of milliseconds.
  auth: { PIN_BCRYPT_COST: '10', PIN_CARD_PIN_ACCEPTED_BY: 'the tests of this repository' },
  // The answer floor has tests of its own (S13); the others need not wait a second for each verification.
  // A test of the administration switches it on.
  gateway: { GATEWAY_PORT: '0', AGI_PORT: '0', VERIFY_RESPONSE_TIME_MS: '0', ADMIN: 'off', ADMIN_PORT: '0' },
  // No mail server unless a test brings one. Threads run what was built; a test runs the sources.
  notifications: {
    SMTP_URL: 'smtp://127.0.0.1:1',
    SMTP_TLS: 'opportunistic',
    MAIL_FROM: 'statements@bank.example',
    EMAIL_RENDER_THREADS: '0',
  },
};
