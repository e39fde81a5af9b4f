import type { Language, Utterance } from '#libs/speech';

/** Asks for keys. */
export interface Collect {
  kind: 'collect';
  /** How many digits complete it; 1 in menus. */
  digits: number;
  /** Keys that end an entry early and are reported as the finish key; empty in menus, where every key is an answer. */
  finishKeys: readonly ('#' | '*')[];
  /** Milliseconds of silence after the last prompt, before the first digit. */
  firstDigitMs: number;
  /** Milliseconds between digits. */
  interDigitMs: number;
  /** A card number, PIN or client number: masked and not recorded, where the provider can (P1). */
  sensitive: boolean;
}

/** What the agent receives with the call; never a full number, a PIN, digits entered or a balance (D40). */
export interface TransferContext {
  callId: string;
  callerNumber?: string;
  callerNumberClass: string;
  language: Language;
  intent: string;
  /** Intents from answer to transfer, in order. */
  path: readonly string[];
  secondsInService: number;
  verified: boolean;
  level?: string;
  clientNumber?: string;
  cardLastFour?: string;
  lastPrompt?: string;
  reference?: string;
}

/** Hands the caller to people. If it fails, the provider reports so and the call goes on. */
export interface Transfer {
  kind: 'transfer';
  /** Only ever from configuration (S23): a number in international form or a SIP address. */
  destination: string;
  queue: string;
  ringSeconds: number;
  context: TransferContext;
}

export interface HangUp {
  kind: 'hangUp';
}

/** Everything the gateway can answer: what is said, then one thing. */
export interface Turn {
  language: Language;
  /** Said first and whole: a key does not cut it but is kept for what follows (`P-PRIVACY`, 7.3). Mostly empty. */
  notice: Utterance;
  /** Said next; a key cuts it. */
  say: Utterance;
  /** Present when keys pressed before this turn must not be used: the caller has to hear something first (7.3). */
  keysAhead?: 'discarded';
  then: Collect | Transfer | HangUp;
}
