import { z } from 'zod';
import { SecretList } from '../../comma-list.js';
import type { BareNumbers } from '../../party-number.js';
import { AddressBlocks } from '../../../address-list.js';

/** What the adapter cannot do without, and the sample the demo uses. */
export const FREESWITCH_SECRETS = { FREESWITCH_PASSWORD: 'demo-freeswitch-secret' };

/** Settings of the FreeSWITCH connection, read when `freeswitch` is among `TELEPHONY_PROVIDERS`. */
export const FreeSwitchSettings = z.object({
  /** Name and password with which FreeSWITCH signs in; two passwords, with a comma, while it is being changed. */
  FREESWITCH_USER: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .default('freeswitch'),
  FREESWITCH_PASSWORD: SecretList.optional(),
  /** Where requests may come from; unset: from anywhere. Only what connects to us counts, so no proxy may stand between. */
  FREESWITCH_ALLOWED_ADDRESSES: AddressBlocks.optional(),
  /** The profile of FreeSWITCH that reaches the SIP addresses of agents. */
  FREESWITCH_SIP_PROFILE: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .default('external'),
  /** The gateway of FreeSWITCH that reaches the telephone numbers of agents. */
  FREESWITCH_GATEWAY: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .default('trunk'),
  /** `international`: bare digits are whole international numbers without their `+`. */
  FREESWITCH_NUMBERS: z.enum(['as-given', 'international']).default('as-given'),
});
export type FreeSwitchSettings = z.output<typeof FreeSwitchSettings>;

/** Injection token of {@link FreeSwitchOptions}. */
export const FREESWITCH_OPTIONS = Symbol('FREESWITCH_OPTIONS');

/** What the adapter works with. */
export interface FreeSwitchOptions {
  /** Our address as FreeSWITCH calls it, without a slash at its end. */
  publicUrl: string;
  user: string;
  /** The first one also seals the keys of an entry under way. */
  passwords: readonly string[];
  /** Undefined: requests may come from anywhere. */
  allowedAddresses: readonly string[] | undefined;
  bankName: string;
  sipProfile: string;
  gateway: string;
  numbers: BareNumbers;
}
