import type { App } from './apps.js';
import { places, type StartSettings } from './settings.js';

/** What every app gets of what the user set: nothing secret. */
const EVERYONES =
  /^(PATH|HOME|LANG|LC_ALL|TZ|NODE_ENV|NODE_EXTRA_CA_CERTS|NODE_COMPILE_CACHE|LOG_LEVEL|HEALTH_HOST|OTEL_[A-Z_]+|BANK_[A-Z_]+|NATS_(CA|CERT|KEY)_FILE)$/;

/** What one app alone gets of what the user set: its settings, and its secrets (S3). */
const OWN: Readonly<Record<App, RegExp>> = {
  auth: /^(WITHHELD_NUMBER|ADULT_AGE|VERIFICATION_MATRIX|(AUTH|PIN|VERIFY|CALLER_NUMBER|CLIENT_NUMBER|CALL)_[A-Z_]+)$/,
  accounts: /^ACCOUNTS_[A-Z_]+$/,
  cards: /^CARDS_[A-Z_]+$/,
  notifications: /^(NOTIFICATIONS|SMTP|EMAIL|MAIL|DKIM|STATEMENT)_[A-Z_]+$/,
  gateway: new RegExp(
    `^(${[
      'PUBLIC_URL|RECORDINGS_DIR|QUEUES_FILE|FLOW_FILE|DEMO_BANK_FILE',
      'ADMIN|SIMULATOR|PRIVACY_NOTICE|EMERGENCY_ANNOUNCEMENT|PIN_KIND|WITHHELD_NUMBER|VERIFY_RESPONSE_TIME_MS',
      '(GATEWAY|ADMIN|AGI|AUDIO|AUDIT|ESPEAK|INPUT|CALL|ENTRY|CARDS_SPOKEN|DATA_MAX_AGE|SERVICE|TELEPHONY)_[A-Z_]+',
      '(PHONE|TWILIO|TELNYX|SIGNALWIRE|PLIVO|VONAGE|JAMBONZ|FREESWITCH|VOICEXML)_[A-Z_]+',
    ].join('|')})$`,
  ),
};

/** Somebody has to accept by name that a card's PIN is keyed on a phone (S4); in the demo nobody's money is at risk. */
const DEMO_ACCEPTANCE = { PIN_CARD_PIN_ACCEPTED_BY: 'nobody: all cards of the demo bank are invented' };

/** The demo's e-mails go no further than this machine, and so need no TLS (S35). */
const DEMO_MAIL = { SMTP_TLS: 'opportunistic', MAIL_FROM: 'bank@demo.example' };

/** What is known once the database and the bus are there. */
export interface Surroundings {
  readonly natsUrl: string;
  /** The database as this app's own role reaches it (S29). */
  readonly databaseUrl: string;
  /** In the demo, which plays Telnyx itself (`npm run call -- … --via telnyx`): the key its calls are signed with. */
  readonly telnyxPublicKey?: string | undefined;
}

/**
 * All that one app is told. It is built from nothing, so that a service never knows another's secret, not even one of
 * the shell this was started in (S3).
 */
export function appEnvironment(
  app: App,
  settings: StartSettings,
  { natsUrl, databaseUrl, telnyxPublicKey }: Surroundings,
  usersOwn: NodeJS.ProcessEnv,
): Record<string, string> {
  return {
    ...defaults(app, settings),
    ...(app === 'gateway' && telnyxPublicKey !== undefined ? { TELNYX_PUBLIC_KEY: telnyxPublicKey } : {}),
    ...chosen(usersOwn, (name) => EVERYONES.test(name) || OWN[app].test(name)),
    PROFILE: settings.profile,
    NATS_URL: natsUrl,
    DATABASE_URL: databaseUrl,
    SECRETS_DIR: places(settings.dataDir).keysOf(app),
    HEALTH_PORT: String(settings.healthPorts[app]),
    ...(app === 'gateway' ? portsOfGateway(settings) : {}),
  };
}

/** What an app is told where the user said nothing. */
function defaults(app: App, settings: StartSettings): Record<string, string> {
  const isDemo = settings.profile === 'demo';
  switch (app) {
    case 'auth':
      return isDemo ? DEMO_ACCEPTANCE : {};
    case 'accounts':
    case 'cards':
      return {};
    case 'notifications':
      return {
        ...(isDemo ? { ...DEMO_MAIL, SMTP_URL: `smtp://127.0.0.1:${settings.smtpPort}` } : {}),
        EMAIL_SPOOL_DIR: places(settings.dataDir).mailSpool,
      };
    case 'gateway':
      return {
        GATEWAY_HOST: settings.gatewayHost,
        ADMIN_HOST: settings.adminHost,
        PUBLIC_URL: settings.publicUrl,
        AUDIO_CACHE_DIR: places(settings.dataDir).audio,
        ADMIN_IMPORTS_DIR: places(settings.dataDir).uploads,
        AUDIT_HEADS_DIR: places(settings.dataDir).auditHeads,
      };
  }
}

/** Not as the user set them: each replica has its own. */
function portsOfGateway({ gatewayPort, adminPort, agi }: StartSettings): Record<string, string> {
  return {
    GATEWAY_PORT: String(gatewayPort),
    ADMIN_PORT: String(adminPort),
    ...(agi ? { AGI_PORT: String(agi.port) } : {}),
  };
}

function chosen(environment: NodeJS.ProcessEnv, wanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '' && wanted(entry[0]),
    ),
  );
}
