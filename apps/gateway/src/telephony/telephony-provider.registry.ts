import type { DynamicModule } from '@nestjs/common';
import type { GatewaySettings } from '../gateway.config.js';
import { AsteriskModule } from './providers/asterisk/asterisk.module.js';
import { ASTERISK } from './providers/asterisk/asterisk.provider.js';
import { JambonzModule } from './providers/jambonz/jambonz.module.js';
import { JAMBONZ } from './providers/jambonz/jambonz.provider.js';
import { VonageModule } from './providers/vonage/vonage.module.js';
import { VONAGE } from './providers/vonage/vonage.provider.js';
import { PhoneModule } from './providers/phone/phone.module.js';
import { PHONE } from './providers/phone/phone.provider.js';
import { PlivoModule } from './providers/plivo/plivo.module.js';
import { PLIVO } from './providers/plivo/plivo.provider.js';
import { SignalwireModule } from './providers/signalwire/signalwire.module.js';
import { SIGNALWIRE } from './providers/signalwire/signalwire.provider.js';
import { TelnyxModule } from './providers/telnyx/telnyx.module.js';
import { TELNYX } from './providers/telnyx/telnyx.provider.js';
import { VOICEXML } from './providers/voicexml/voicexml.provider.js';
import { VoiceXmlModule } from './providers/voicexml/voicexml.module.js';
import { FREESWITCH } from './providers/freeswitch/freeswitch.provider.js';
import { FreeSwitchModule } from './providers/freeswitch/freeswitch.module.js';
import { TWILIO } from './providers/twilio/twilio.provider.js';
import { TwilioModule } from './providers/twilio/twilio.module.js';
import type { ProviderName, ProviderSurroundings, TelephonyProvider } from './telephony-provider.js';

/** A provider and how its connection is made; undefined while it is not switched on. */
export interface RegisteredProvider extends TelephonyProvider {
  moduleFor(settings: GatewaySettings, surroundings: ProviderSurroundings): DynamicModule | undefined;
}

/** Every provider the gateway knows; one without an adapter does not compile. */
export const TELEPHONY_PROVIDERS: Readonly<Record<ProviderName, RegisteredProvider>> = {
  twilio: {
    ...TWILIO,
    moduleFor: (settings, surroundings) =>
      settings.TELEPHONY_PROVIDERS.includes('twilio') ? TwilioModule.forSettings(settings, surroundings) : undefined,
  },
  telnyx: {
    ...TELNYX,
    moduleFor: (settings, surroundings) =>
      settings.TELEPHONY_PROVIDERS.includes('telnyx') ? TelnyxModule.forSettings(settings, surroundings) : undefined,
  },
  signalwire: {
    ...SIGNALWIRE,
    moduleFor: (settings, surroundings) =>
      settings.TELEPHONY_PROVIDERS.includes('signalwire')
        ? SignalwireModule.forSettings(settings, surroundings)
        : undefined,
  },
  plivo: {
    ...PLIVO,
    moduleFor: (settings, surroundings) =>
      settings.TELEPHONY_PROVIDERS.includes('plivo') ? PlivoModule.forSettings(settings, surroundings) : undefined,
  },
  jambonz: {
    ...JAMBONZ,
    moduleFor: (settings, surroundings) =>
      settings.TELEPHONY_PROVIDERS.includes('jambonz') ? JambonzModule.forSettings(settings, surroundings) : undefined,
  },
  asterisk: {
    ...ASTERISK,
    moduleFor: (settings, surroundings) =>
      settings.TELEPHONY_PROVIDERS.includes('asterisk')
        ? AsteriskModule.forSettings(settings, surroundings)
        : undefined,
  },
  vonage: {
    ...VONAGE,
    moduleFor: (settings, surroundings) =>
      settings.TELEPHONY_PROVIDERS.includes('vonage') ? VonageModule.forSettings(settings, surroundings) : undefined,
  },
  voicexml: {
    ...VOICEXML,
    moduleFor: (settings, surroundings) =>
      settings.TELEPHONY_PROVIDERS.includes('voicexml')
        ? VoiceXmlModule.forSettings(settings, surroundings)
        : undefined,
  },
  freeswitch: {
    ...FREESWITCH,
    moduleFor: (settings, surroundings) =>
      settings.TELEPHONY_PROVIDERS.includes('freeswitch')
        ? FreeSwitchModule.forSettings(settings, surroundings)
        : undefined,
  },
  phone: {
    ...PHONE,
    moduleFor: (settings, surroundings) =>
      settings.SIMULATOR ? PhoneModule.forSettings(settings, surroundings) : undefined,
  },
};
