import { LineFault } from '../../phone-line.js';

/** What a document tells a provider to do, one after the other, whatever the provider calls it. */
export type Verb =
  | { verb: 'Say'; text: string; language: string }
  | { verb: 'Play'; url: string }
  | { verb: 'Pause'; seconds: number }
  | GatherVerb
  | { verb: 'Redirect'; url: string }
  | DialVerb
  | { verb: 'Hangup' };

/** What is heard before keys are awaited. */
export type Prompt = Extract<Verb, { verb: 'Say' | 'Play' | 'Pause' }>;

export interface GatherVerb {
  verb: 'Gather';
  action: string | undefined;
  numDigits: number | undefined;
  /** Silence before the first key, and after each key, milliseconds. */
  firstDigitMs: number;
  interDigitMs: number;
  /** Keys that end it. */
  finishOnKey: string;
  /** Whether `action` is called when nothing was pressed; else the verbs behind it are run. */
  reportsSilence: boolean;
  /** The same for a finish key that is the first key. */
  reportsBareFinishKey: boolean;
  prompts: Prompt[];
}

export interface DialVerb {
  verb: 'Dial';
  action: string | undefined;
  ringSeconds: number;
  /** A number, or a SIP address without its headers. */
  destination: string;
  /** What the agent's telephone shows; undefined for a number. */
  headers: { get(name: string): string | null | undefined } | undefined;
}

/** The provider would refuse the document. */
export class DocumentRefused extends LineFault {
  override readonly name = 'DocumentRefused';
}

/** The gateway did something no telephone network would put up with. */
export class WebhookFailed extends LineFault {
  override readonly name = 'WebhookFailed';
}
