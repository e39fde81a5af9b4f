import { commaList, Switch } from '#libs/config';
import { z } from 'zod';
import { ASTERISK_SECRETS, asteriskProblems, AsteriskSettings } from './providers/asterisk/asterisk.config.js';
import { JAMBONZ_SECRETS, JambonzSettings } from './providers/jambonz/jambonz.config.js';
import { VONAGE_SECRETS, VonageSettings } from './providers/vonage/vonage.config.js';
import { PhoneSettings } from './providers/phone/phone.config.js';
import { PLIVO_SECRETS, PlivoSettings } from './providers/plivo/plivo.config.js';
import { SIGNALWIRE_SECRETS, SignalwireSettings } from './providers/signalwire/signalwire.config.js';
import { TELNYX_SECRETS, TelnyxSettings } from './providers/telnyx/telnyx.config.js';
import { TWILIO_SECRETS, TwilioSettings } from './providers/twilio/twilio.config.js';
import { VOICEXML_SECRETS, VoiceXmlSettings } from './providers/voicexml/voicexml.config.js';
import { FREESWITCH_SECRETS, FreeSwitchSettings } from './providers/freeswitch/freeswitch.config.js';
import type { ProviderName } from './telephony-provider.js';

/** Telephone networks a bank switches on by name; the phone in the browser has a switch of its own. */
export type NetworkName = Exclude<ProviderName, 'phone'>;

/** Names of the secrets a network cannot do without, each with the sample the demo uses, or null where there is none. */
export type NetworkSecrets = Readonly<Record<string, string | null>>;

const SECRETS: Readonly<Record<NetworkName, NetworkSecrets>> = {
  twilio: TWILIO_SECRETS,
  telnyx: TELNYX_SECRETS,
  signalwire: SIGNALWIRE_SECRETS,
  plivo: PLIVO_SECRETS,
  jambonz: JAMBONZ_SECRETS,
  asterisk: ASTERISK_SECRETS,
  vonage: VONAGE_SECRETS,
  voicexml: VOICEXML_SECRETS,
  freeswitch: FREESWITCH_SECRETS,
};

const NETWORKS = Object.keys(SECRETS) as NetworkName[];

/** Which ways in are open, and what each of them needs. */
export const ProviderSettings = z.object({
  /** Telephone networks that are switched on, separated by commas; each needs its secrets. In the demo all that have them. */
  TELEPHONY_PROVIDERS: z
    .string()
    .default('')
    .transform(commaList)
    .pipe(z.array(z.enum(NETWORKS))),
  /** The phone in the browser at /phone; on in the demo, elsewhere only when asked for by name. */
  SIMULATOR: Switch.optional(),
  ...TwilioSettings.shape,
  ...TelnyxSettings.shape,
  ...SignalwireSettings.shape,
  ...PlivoSettings.shape,
  ...JambonzSettings.shape,
  ...AsteriskSettings.shape,
  ...VonageSettings.shape,
  ...VoiceXmlSettings.shape,
  ...FreeSwitchSettings.shape,
  ...PhoneSettings.shape,
});

type Environment = Readonly<Record<string, unknown>>;

/** The environment of the demo with what it has without being told: sample secrets, and every network that has its own. */
export function withDemoSamples(environment: Environment): Environment {
  if (environment['PROFILE'] !== 'demo') return environment;
  const samples = Object.values(SECRETS).flatMap((secrets) => Object.entries(secrets));
  const given = { ...Object.fromEntries(samples.filter(([, sample]) => sample !== null)), ...environment };
  const ready = NETWORKS.filter((network) => Object.keys(SECRETS[network]).every((name) => name in given));
  return { TELEPHONY_PROVIDERS: ready.join(','), ...given };
}

/** What is wrong with the secrets of the networks that are switched on (S19): the name of a setting, and why. */
export function secretProblems(
  settings: Environment & { PROFILE: string; TELEPHONY_PROVIDERS: readonly NetworkName[] },
): [name: string, why: string][] {
  const secrets = settings.TELEPHONY_PROVIDERS.flatMap((network) =>
    Object.entries(SECRETS[network]).flatMap(([name, sample]): [string, string][] => {
      const value = settings[name];
      if (value === undefined) return [[name, `is not set, but ${network} is among TELEPHONY_PROVIDERS`]];
      const values = Array.isArray(value) ? value : [value];
      const isSample = values.some((one) => one === sample || String(one).startsWith('demo-'));
      return isSample && settings.PROFILE === 'production' ? [[name, 'is the sample of the demo']] : [];
    }),
  );
  return settings.TELEPHONY_PROVIDERS.includes('asterisk') ? [...secrets, ...asteriskProblems(settings)] : secrets;
}
