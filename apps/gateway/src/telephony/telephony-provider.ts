import type { Language } from '#libs/speech';
import type { DynamicModule, Type } from '@nestjs/common';

/** Every way into the bank's phone. A name without an adapter in the registry does not compile. */
export const PROVIDER_NAMES = [
  'twilio',
  'telnyx',
  'signalwire',
  'plivo',
  'jambonz',
  'asterisk',
  'vonage',
  'voicexml',
  'freeswitch',
  'phone',
] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/**
 * What a provider can do, as data: adapters differ in these points and in nothing else (P8). Administrators are shown
 * them; the conformance suite skips nothing because of them but expects what is declared.
 */
export interface ProviderCapabilities {
  /** Languages the provider has a voice for; the others are played as audio from our own address. */
  readonly voices: readonly Language[];
  /** Whether a prompt can be played whole while the keys pressed meanwhile are kept (`P-PRIVACY`, 7.3). */
  readonly bargeInControl: 'keysKept' | 'keysLost';
  /** Whether the wait for the first digit and the wait between digits can differ. */
  readonly separateTimers: boolean;
  /** Keys pressed before their menu is heard: kept by the provider across our answers, only within one prompt, or lost. */
  readonly typeAhead: 'acrossSteps' | 'withinPrompt';
  /** Whether the provider hides digits in its own logs: per step, for the whole account, or not at all (P1). */
  readonly masking: 'perStep' | 'account' | 'none';
  /** Whether a recording can be paused while digits are entered. */
  readonly recordingPause: boolean;
  /** Which transfers carry the context for the agent (D40). */
  readonly transferContext: 'every' | 'sip' | 'none';
  /**
   * Keys that end an entry at once: both, `#` alone, or none. A key that does not is read when the entry has ended in
   * another way, by its length or by silence.
   */
  readonly finishKeys: 'both' | 'hash' | 'none';
  /** Whether the provider says how an entry ended (key, length, silence) or it has to be inferred. */
  readonly reportsFinishKey: boolean;
  /** How the end of a call becomes known. */
  readonly hangUpLearnedBy: 'statusCallback' | 'connection';
  readonly limits: {
    /** The largest document it accepts, in bytes. */
    readonly documentBytes: number;
    /** How long it waits for our answer, in milliseconds. */
    readonly answerMs: number;
  };
}

/** A phone network, seen through our words. An adapter verifies and translates; it adds, drops and decides nothing. */
export interface TelephonyProvider {
  readonly name: ProviderName;
  readonly capabilities: ProviderCapabilities;
}

/** What the gateway gives to the module of a provider: the modules that export the calls, the audio and the logger. */
export interface ProviderSurroundings {
  readonly imports: readonly (DynamicModule | Type)[];
}

/** How long a conversation with an agent may last at most, in seconds; providers are told, and the call is kept so long. */
export const LONGEST_TRANSFER_SECONDS = 14_400;
