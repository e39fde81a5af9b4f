import type { Language, PromptId } from '#libs/speech';

/** One sentence that was heard. */
export interface HeardPart {
  /** Undefined where a line cannot tell, such as a recording that holds a client's data. */
  prompt: PromptId | undefined;
  /** Other prompts with the very same words, where a line knows the words alone. */
  alsoReads?: readonly PromptId[];
  language: Language;
  text: string;
}

/** What the other end waits for. */
export type Awaits =
  | { kind: 'keys'; digits: number }
  | {
      kind: 'transfer';
      destination: string;
      /** Undefined where a line shows the destination only. */
      queue: string | undefined;
      /** What the agent is shown with the call, where a line carries it. */
      context: Readonly<Record<string, unknown>> | undefined;
    }
  | { kind: 'over' };

/** One turn of the other end. */
export interface Heard {
  parts: readonly HeardPart[];
  awaits: Awaits;
}

export type TransferEnd = 'answered' | 'busy' | 'noAnswer' | 'failed';

/**
 * A telephone with one call on it, from answer to hang-up. Every method gives what was heard since, turn by turn; an empty
 * list when nothing new was said, as in the middle of an entry. Time is counted, never waited for.
 */
export interface PhoneLine {
  start(): Promise<Heard[]>;
  /** Keys `0`-`9`, `*`, `#`, pressed at once; what is not used yet is kept like on any telephone. */
  press(keys: string): Promise<Heard[]>;
  /** Nothing is pressed until the wait that is running ends. */
  silence(): Promise<Heard[]>;
  /** Nothing is pressed for so long, milliseconds; a wait that ends within it ends. */
  wait(ms: number): Promise<Heard[]>;
  transferEnded(end: TransferEnd): Promise<Heard[]>;
  hangUp(): Promise<void>;
  /** Delivers the last event once more. @throws RepetitionDiffers when it is not answered as before. */
  repeat?(): Promise<void>;
  /** How the call ended, by its stable name; undefined while it goes on. */
  outcome?(): Promise<string | undefined>;
}

/** The other end did what no telephone can go on from: the call cannot be played to its end. */
export class LineFault extends Error {
  override readonly name: string = 'LineFault';
}

/** The same event was answered in another way the second time. */
export class RepetitionDiffers extends Error {
  override readonly name = 'RepetitionDiffers';
}

/** What a script can do to the world around a call; where one is missing, a script that needs it cannot be played. */
export interface World {
  serviceDown?(service: string): Promise<void>;
  serviceUp?(service: string): Promise<void>;
  /** The instance that answers calls stops and another, or the same, takes over. */
  restartGateway?(): Promise<void>;
  /** Staff unlock a card for the phone channel; cards by their key in `demo/bank.json`. */
  unlockCard?(card: string): Promise<void>;
  /** Wrong PINs of a card in a row, as the bank counted them. */
  wrongPins?(card: string): Promise<number>;
  /** E-mails a client got, by their letter in `demo/bank.json`; waits for those that were promised. */
  mailsTo?(client: string): Promise<number>;
  /** Everything that was written of calls: state, logs, tables. */
  everythingWritten?(): Promise<string>;
}

/** Where scripts are played: a way to telephone, and the world behind it. */
export interface Stage {
  readonly name: string;
  readonly world: World;
  /** Whether the queue and the context of a transfer, and the outcome of a call, can be seen from here. */
  readonly sees: { readonly queue: boolean; readonly context: boolean; readonly outcome: boolean };
  readonly repeats: boolean;
  /** A telephone that shows this number; empty: withheld. */
  dial(callerNumber: string): PhoneLine;
}
