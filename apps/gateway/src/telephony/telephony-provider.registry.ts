import type { DynamicModule } from '@nestjs/common';
import type { GatewaySettings } from '../gateway.config.js';
import { TWILIO } from './providers/twilio/twilio.provider.js';
import { TwilioModule } from './providers/twilio/twilio.module.js';
import type { ProviderName, ProviderSurroundings, TelephonyProvider } from './telephony-provider.js';

/** A provider and how its connection is made; undefined while it is not switched on. */
export interface RegisteredProvider extends TelephonyProvider {
  moduleFor(settings: GatewaySettings, surroundings: ProviderSurroundings): DynamicModule | undefined;
}

/** Every provider the gateway knows; one without an adapter does not compile. */
export const TELEPHONY_PROVIDERS: { readonly [Name in ProviderName]: RegisteredProvider & { name: Name } } = {
  twilio: {
    ...TWILIO,
    moduleFor: (settings, surroundings) =>
      settings.TELEPHONY_PROVIDERS.includes('twilio') ? TwilioModule.forSettings(settings, surroundings) : undefined,
  },
};
