import type { Attestation, VerificationLevel } from '#libs/contracts';
import type { Language, Utterance, UtterancePart } from '#libs/speech';

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
  /** What was announced about an e-mail, for `*`: prompts without values, so that repeating it sends nothing. */
  announcement?: Utterance;
  /** Self-service is closed for the rest of the call (4.5). */
  closed: boolean;
  /** The cards menu was entered before; from an own number with several cards the caller then chooses (5.1). */
  cardsEntered: boolean;
  /** The debit card chosen for the balance being heard, so that a repeat does not ask again. */
  chosenDebitCardId?: string;
  /** The currency a statement was last asked for. */
  askedCurrency?: string;
  transfer?: TransferUnderWay;
  reference?: string;
  /** A `#` before this moment ended an entry that was already complete (D42). */
  swallowHashUntil?: number;
  /** Intents from answer to now, in order, bounded. */
  path: string[];
  lastPrompt?: string;
  /** What a step had come to when a service had to be asked: it goes into the turn that follows the answer. */
  untold?: { spoken: { part: UtterancePart; whole: boolean }[]; keysDiscarded: boolean };
  /** When the caller last pressed a key, for `input.maxSilenceTotal`. */
  lastInputAt: number;
  /** Turns answered so far; a ceiling on every loop. */
  turns: number;
  /** What it would mean if the caller hung up now; `caller_hangup` when nothing was reached. */
  hangUpMeans?: CallOutcome;
  outcome?: CallOutcome;
  /** The call is over; nothing but `ended` is accepted. */
  over: boolean;
}

/** A call that has just been answered. */
export function newCall(
  callId: string,
  start: string,
  started: { at: number; callerNumber: string; attestation: Attestation },
): CallState {
  return {
    callId,
    startedAt: started.at,
    callerNumber: started.callerNumber,
    attestation: started.attestation,
    standing: 'PENDING',
    lookUps: 0,
    language: 'sq',
    place: start,
    noInputs: 0,
    invalidKeys: 0,
    repeats: 0,
    entryErrors: 0,
    slipped: false,
    closed: false,
    cardsEntered: false,
    path: [],
    lastInputAt: started.at,
    turns: 0,
    over: false,
  };
}
