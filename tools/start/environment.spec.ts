import { CommonSettings } from '#libs/config';
import { describe, expect, it } from '@jest/globals';
import { AccountsSettings } from '../../apps/accounts/src/accounts.config.js';
import { AuthSettings } from '../../apps/auth/src/auth.config.js';
import { CardsSettings } from '../../apps/cards/src/cards.config.js';
import { GatewayVariables } from '../../apps/gateway/src/gateway.config.js';
import { NotificationsSettings } from '../../apps/notifications/src/notifications.config.js';
import { type App, APPS } from './apps.js';
import { appEnvironment } from './environment.js';
import { readStartSettings } from './settings.js';

const settings = readStartSettings({ DATA_DIR: '/data' }, '/project');
const environmentOf = (app: App, usersOwn: NodeJS.ProcessEnv = {}) =>
  appEnvironment(
    app,
    settings,
    { natsUrl: 'nats://127.0.0.1:4222', databaseUrl: `postgres://${app}@host/bank` },
    usersOwn,
  );

/** Everything an app reads. */
const READ_BY: Readonly<Record<App, readonly string[]>> = {
  auth: Object.keys(AuthSettings.shape),
  accounts: Object.keys(AccountsSettings.shape),
  cards: Object.keys(CardsSettings.shape),
  notifications: Object.keys(NotificationsSettings.shape),
  gateway: Object.keys(GatewayVariables.shape),
};
/** Decided by the start itself; ports, as each replica has its own. */
const OURS = [...Object.keys(CommonSettings.shape), 'DATA_DIR', 'GATEWAY_PORT', 'ADMIN_PORT', 'AGI_PORT'];

describe("S3: each service's environment lists only its own", () => {
  it.each(APPS)('%s gets its own role, folder of keys and port', (app) => {
    expect(environmentOf(app)).toMatchObject({
      DATABASE_URL: `postgres://${app}@host/bank`,
      SECRETS_DIR: `/data/secrets/${app}`,
      HEALTH_PORT: String(settings.healthPorts[app]),
      PROFILE: 'demo',
    });
  });

  it("the demo's key of Telnyx is told to the gateway alone, unless the user has named one", () => {
    const known = { natsUrl: '', databaseUrl: '', telnyxPublicKey: 'made for the demo' };
    const keyOf = (app: App, usersOwn = {}) => appEnvironment(app, settings, known, usersOwn)['TELNYX_PUBLIC_KEY'];
    expect(APPS.filter((app) => keyOf(app) !== undefined)).toEqual(['gateway']);
    expect(keyOf('gateway', { TELNYX_PUBLIC_KEY: 'of the account' })).toBe('of the account');
  });

  it.each(APPS.filter((app) => app !== 'gateway'))("%s gets none of the gateway's secrets", (app) => {
    const secrets = READ_BY.gateway.filter((name) => /TOKEN|KEY$|SECRET$|PASSWORD/.test(name));
    expect(secrets).toContain('TWILIO_AUTH_TOKEN');
    const usersOwn = Object.fromEntries(secrets.map((name) => [name, 'set by the user']));
    expect(Object.keys(environmentOf(app, usersOwn)).filter((name) => secrets.includes(name))).toEqual([]);
  });

  it.each(APPS)("%s gets nothing of the user's shell that it has no use for", (app) => {
    const shell = {
      AWS_SECRET_ACCESS_KEY: 'x',
      GITHUB_TOKEN: 'x',
      SSH_AUTH_SOCK: 'x',
      NODE_OPTIONS: '--inspect',
      npm_config_x: 'x',
    };
    const names = Object.keys(environmentOf(app, { ...shell, SMTP_PASSWORD: 'x' }));
    expect(names.filter((name) => name in shell)).toEqual([]);
    expect(names.includes('SMTP_PASSWORD')).toBe(app === 'notifications');
  });
});

describe('any variable the user set passes through to who reads it', () => {
  it.each(APPS)('%s', (app) => {
    const wanted = READ_BY[app].filter((name) => !OURS.includes(name));
    const given = environmentOf(app, Object.fromEntries(wanted.map((name) => [name, 'chosen'])));
    expect(wanted.filter((name) => given[name] !== 'chosen')).toEqual([]);
  });

  it('before the value of the demo', () => {
    expect(environmentOf('notifications')['SMTP_TLS']).toBe('opportunistic');
    expect(environmentOf('notifications', { SMTP_TLS: 'required' })['SMTP_TLS']).toBe('required');
  });

  it('but an empty one counts as unset', () => {
    expect(environmentOf('notifications', { SMTP_TLS: '' })['SMTP_TLS']).toBe('opportunistic');
  });
});

it('S4: the demo names who accepted that card PINs are keyed on a phone; production has to name somebody', () => {
  expect(environmentOf('auth')['PIN_CARD_PIN_ACCEPTED_BY']).toMatch(/demo/);
  const production = readStartSettings({ PROFILE: 'production' }, '/project');
  const surroundings = { natsUrl: 'nats://host', databaseUrl: 'postgres://host/bank' };
  expect(appEnvironment('auth', production, surroundings, {})).not.toHaveProperty('PIN_CARD_PIN_ACCEPTED_BY');
});
