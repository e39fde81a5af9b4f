import type { Attestation, VerificationLevel } from '#libs/contracts';
import type { Language, Utterance } from '#libs/speech';

/** How a call ended; these names never change (P21). */
export type CallOutcome =
  | 'completed'
  | 'caller_hangup'
  | 'transferred'
  | 'callback'
  | 'no_input'
  | 'verification_failed'
  | 'unavailable'
  | 'error';

/** What is known of the caller number; `UNKNOWN` when the look-up could not be made (requirements 4.1). */
export type CallerNumberStanding = 'PENDING' | 'UNKNOWN' | 'HIDDEN' | 'REGISTERED' | 'UNREGISTERED';

/** A client verified in this call (requirements 4.6). */
export interface Verified {
  grant: string;
  level: VerificationLevel;
  callerNumberClass: 'OWN' | 'UNREGISTERED';
  clientNumber: string;
  card?: { cardId: string; lastFour: string; kind: 'credit' | 'debit' };
}

/** A transfer under way: which destinations of the queue were tried, and where the caller returns to. */
export interface TransferUnderWay {
  queue: string;
  attempt: number;
  intent: string;
  returnTo: string;
}

/**
 * Where one call stands: plain JSON, one row. Holds no digits: a card number only sealed, keys typed ahead not at all.
 */
export interface CallState {
  callId: string;
  startedAt: number;
  callerNumber: string;
  /** In international form, when the look-up found it usable. */
  callerNumberE164?: string;
  attestation: Attestation;
  standing: CallerNumberStanding;
  /** The look-up is tried once more, at most, when cards or accounts is chosen. */
  lookUps: number;
  language: Language;
  /** The menu, entry or information the caller is at: `M0`, `V1`, `M3.1` … */
  place: string;
  /** Consecutive slips at this place. */
  noInputs: number;
  invalidKeys: number;
  repeats: number;
  entryErrors: number;
  /** After the first slip of a place the options that are announced only after an error are spoken too. */
  slipped: boolean;
  /** Where the entries lead once the credential is accepted. */
  goal?: 'cards' | 'accounts';
  sealedPan?: string;
  verified?: Verified;
  /** The card whose information is being heard. */
  selectedCard?: { cardId: string; lastFour: string };
  /** Cards offered at M3S or M4S, in key order. */
  offeredCards?: { cardId: string; lastFour: string; linkedAccountIds?: string[] }[];
  /** The information last spoken, for key 1; contains amounts, so it is dropped when its place is left. */
  readout?: Utterance;
  transfer?: TransferUnderWay;
  reference?: string;
  /** A `#` before this moment ended an entry that was already complete (D42). */
  swallowHashUntil?: number;
  /** Intents from answer to now, in order, bounded. */
  path: string[];
  lastPrompt?: string;
  /** When the caller last pressed a key, for `input.maxSilenceTotal`. */
  lastInputAt: number;
  /** Turns answered so far; a ceiling on every loop. */
  turns: number;
  outcome?: CallOutcome;
  /** The call is over; nothing but `ended` is accepted. */
  over: boolean;
}
