import { KeyFolder } from '#libs/config';
import { signingKey } from '#libs/signing';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SaidTokens } from '../../apps/gateway/src/audio/said-token.js';
import { DEMO_QUEUES_FILE, readQueues } from '../../apps/gateway/src/queues.js';
import { asteriskStage } from './lines/asterisk/asterisk-stage.js';
import { EngineStage } from './lines/engine/engine-stage.js';
import { DEMO_JAMBONZ, jambonzStage } from './lines/jambonz/jambonz-stage.js';
import { DEMO_VONAGE, vonageStage } from './lines/vonage/vonage-stage.js';
import { DEMO_PLATFORM, voicexmlStage } from './lines/voicexml/voicexml-stage.js';
import { DEMO_SWITCH, freeswitchStage } from './lines/freeswitch/freeswitch-stage.js';
import { phoneStage } from './lines/phone/phone-stage.js';
import { DEMO_PLIVO, plivoStage } from './lines/plivo/plivo-stage.js';
import { DEMO_PROJECT, signalwireStage } from './lines/signalwire/signalwire-stage.js';
import { DEMO_APPLICATION, telnyxStage } from './lines/telnyx/telnyx-stage.js';
import { DEMO_ACCOUNT, twilioStage } from './lines/twilio/twilio-stage.js';
import type { ReadSaid } from './lines/heard/what-was-said.js';
import type { Stage } from './phone-line.js';

/** Ways to telephone, as the command line names them. */
export const WAYS = [
  'phone',
  'twilio',
  'telnyx',
  'signalwire',
  'plivo',
  'jambonz',
  'vonage',
  'asterisk',
  'voicexml',
  'freeswitch',
  'engine',
] as const;

export interface StageChoice {
  via: (typeof WAYS)[number];
  /** Where the gateway listens, without a slash at its end; not used by `engine`. */
  gateway: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A stage for the command line. What a running gateway was told is taken from the same variables: `PUBLIC_URL`,
 * the secrets of the networks, `QUEUES_FILE`, `BANK_NAME`, `DATA_DIR`; their defaults are the demo's.
 */
export function stageFor({ via, gateway }: StageChoice, environment: Environment): Stage {
  const publicUrl = (environment['PUBLIC_URL'] ?? gateway).replace(/\/+$/, '');
  switch (via) {
    case 'engine':
      return new EngineStage();
    case 'asterisk': {
      const address = { host: new URL(gateway).hostname, port: Number(environment['AGI_PORT'] ?? 4573) };
      const secret = environment['AGI_SECRET']?.split(',')[0];
      const at = { address: () => address, serviceNumber: '+35542000000', ...(secret === undefined ? {} : { secret }) };
      return asteriskStage({ at, publicUrl, ...surroundingsIn(environment) });
    }
    case 'voicexml': {
      const secret = environment['VOICEXML_SECRET']?.split(',')[0] ?? DEMO_PLATFORM.secret;
      const platform = { ...DEMO_PLATFORM, secret, publicUrl, gatewayUrl: () => gateway };
      return voicexmlStage({ platform, ...surroundingsIn(environment) });
    }
    case 'freeswitch': {
      const user = environment['FREESWITCH_USER'] ?? DEMO_SWITCH.user;
      const password = environment['FREESWITCH_PASSWORD']?.split(',')[0] ?? DEMO_SWITCH.password;
      const settings = { ...DEMO_SWITCH, user, password, publicUrl, gatewayUrl: () => gateway };
      return freeswitchStage({ settings, ...surroundingsIn(environment) });
    }
    case 'phone':
      return phoneStage({ publicUrl: () => publicUrl, gatewayUrl: () => gateway });
    case 'vonage': {
      const secret = environment['VONAGE_SIGNATURE_SECRET']?.split(',')[0] ?? DEMO_VONAGE.secret;
      const apiKey = environment['VONAGE_API_KEY'] ?? DEMO_VONAGE.apiKey;
      const applicationId = environment['VONAGE_APPLICATION_ID'] ?? DEMO_VONAGE.applicationId;
      const account = { ...DEMO_VONAGE, secret, apiKey, applicationId, publicUrl, gatewayUrl: () => gateway };
      return vonageStage({ account, ...surroundingsIn(environment) });
    }
    case 'twilio': {
      const authToken = environment['TWILIO_AUTH_TOKEN']?.split(',')[0] ?? DEMO_ACCOUNT.authToken;
      const accountSid = environment['TWILIO_ACCOUNT_SID'] ?? DEMO_ACCOUNT.accountSid;
      const account = { ...DEMO_ACCOUNT, authToken, accountSid, publicUrl, gatewayUrl: () => gateway };
      return twilioStage({ account, ...surroundingsIn(environment) });
    }
    case 'telnyx': {
      // The gateway trusts a public key: only one that the demo made can be signed for.
      const keys = new KeyFolder(join(environment['DATA_DIR'] ?? '.data', 'secrets', 'networks'));
      const connectionId = environment['TELNYX_CONNECTION_ID'] ?? DEMO_APPLICATION.connectionId;
      const signing = { privateKey: signingKey(keys.secret('telnyx.key')), connectionId };
      const account = { ...DEMO_APPLICATION, ...signing, publicUrl, gatewayUrl: () => gateway };
      return telnyxStage({ account, ...surroundingsIn(environment) });
    }
    case 'signalwire': {
      const signingKey = environment['SIGNALWIRE_SIGNING_KEY']?.split(',')[0] ?? DEMO_PROJECT.signingKey;
      const projectId = environment['SIGNALWIRE_PROJECT_ID'] ?? DEMO_PROJECT.projectId;
      const account = { ...DEMO_PROJECT, signingKey, projectId, publicUrl, gatewayUrl: () => gateway };
      return signalwireStage({ account, ...surroundingsIn(environment) });
    }
    case 'plivo': {
      const authToken = environment['PLIVO_AUTH_TOKEN']?.split(',')[0] ?? DEMO_PLIVO.authToken;
      const authId = environment['PLIVO_AUTH_ID'] ?? DEMO_PLIVO.authId;
      const account = { ...DEMO_PLIVO, authToken, authId, publicUrl, gatewayUrl: () => gateway };
      return plivoStage({ account, ...surroundingsIn(environment) });
    }
    case 'jambonz': {
      const webhookSecret = environment['JAMBONZ_WEBHOOK_SECRET']?.split(',')[0] ?? DEMO_JAMBONZ.webhookSecret;
      const account = { ...DEMO_JAMBONZ, webhookSecret, publicUrl, gatewayUrl: () => gateway };
      return jambonzStage({ account, ...surroundingsIn(environment) });
    }
  }
}

/** What every network's stage needs to know of the bank. */
function surroundingsIn(environment: Environment) {
  const readSaid = readerOfSaid(join(environment['DATA_DIR'] ?? '.data', 'secrets', 'gateway'));
  return {
    bankName: environment['BANK_NAME'] ?? 'Banka Demo',
    queues: readQueues(environment['QUEUES_FILE'] ?? DEMO_QUEUES_FILE),
    ...(readSaid ? { readSaid } : {}),
  };
}

/**
 * Albanian sentences with a client's data are sounds behind an address only the gateway can read. On the gateway's own
 * machine its key is at hand; elsewhere such a sentence stays unknown, and an expectation of it is not met.
 */
function readerOfSaid(folder: string): ReadSaid | undefined {
  if (!existsSync(join(folder, 'audio.key'))) return undefined;
  const tokens = new SaidTokens(new KeyFolder(folder).secret('audio.key'), 600_000);
  return (token) => tokens.open(token);
}
