import { type Language, sentence, type Utterance } from '#libs/speech';
import type { AudioLibrary } from '../../../audio/audio-library.js';
import type { Continuation } from '../../continuation.js';
import type { Collect, Transfer, Turn } from '../../turn.js';
import type { PhoneOptions } from './phone.config.js';

/** One sentence the phone says. */
export interface SpokenLine {
  readonly prompt: string;
  readonly language: Language;
  readonly text: string;
  /** Where its sound is; null if the gateway cannot speak the language. */
  readonly audio: string | null;
}

/** What the phone does after it has spoken, and the addresses the outcome is posted to. */
export type NextOnPhone =
  | (Collect & { links: { input: string; noInput: string } })
  | (Transfer & { links: { transfer: string } })
  | { kind: 'hangUp' };

/** The JSON that answers an event. */
export interface PhoneTurn {
  readonly language: Language;
  /** `discarded`: keys pressed before this answer came are forgotten. */
  readonly keysAhead: 'kept' | 'discarded';
  /** Heard whole: keys pressed meanwhile are kept. */
  readonly notice: readonly SpokenLine[];
  /** A key cuts it. */
  readonly say: readonly SpokenLine[];
  readonly then: NextOnPhone;
  /** Where the end of the call is reported; absent when nothing of the call is kept. */
  readonly links: { readonly hangUp?: string };
}

/** Puts a turn into the phone's words: JSON, with nothing of a client in an address. */
export class PhoneTurnMapper {
  constructor(
    private readonly options: Pick<PhoneOptions, 'publicUrl' | 'bankName'>,
    private readonly audio: AudioLibrary,
  ) {}

  /** The document that answers an event. Throws what the sentences of the turn throw. */
  render(turn: Turn, continuation: Continuation): string {
    const { language } = turn;
    const hangUp = continuation.kind === 'step' ? { hangUp: this.address(continuation, 'hang-up') } : {};
    const document: PhoneTurn = {
      language,
      keysAhead: turn.keysAhead ?? 'kept',
      notice: this.lines(turn.notice, language),
      say: this.lines(turn.say, language),
      then: this.next(turn.then, continuation),
      links: hangUp,
    };
    return JSON.stringify(document);
  }

  private lines(utterance: Utterance, language: Language): SpokenLine[] {
    return utterance.flatMap((part) => {
      const spoken = part.language ?? language;
      const text = sentence(part, spoken, this.options.bankName);
      // A merchant of whose name no letter is left is not played.
      if (text === '') return [];
      const audio = this.audio.canSpeak(spoken) ? this.audio.urlOf(part, spoken) : null;
      return [{ prompt: part.prompt, language: spoken, text, audio }];
    });
  }

  private next(then: Turn['then'], continuation: Continuation): NextOnPhone {
    switch (then.kind) {
      case 'collect': {
        const links = {
          input: this.address(continuation, 'input'),
          noInput: this.address(continuation, 'no-input'),
        };
        return { ...then, links };
      }
      case 'transfer':
        return { ...then, links: { transfer: this.address(continuation, 'transfer') } };
      case 'hangUp':
        return then;
    }
  }

  private address(continuation: Continuation, report: string): string {
    const base = `${this.options.publicUrl}/telephony/phone`;
    if (continuation.kind === 'step') return `${base}/calls/${continuation.token}/${report}`;
    return `${base}/last-resort/${continuation.language}/${continuation.attempt}`;
  }
}
