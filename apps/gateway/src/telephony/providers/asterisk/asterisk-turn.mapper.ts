import { LANGUAGES, type Language, type Utterance } from '#libs/speech';
import type { AudioLibrary } from '../../../audio/audio-library.js';
import type { Continuation } from '../../continuation.js';
import { withinBytes } from '../../document-too-large.js';
import { spokenParts } from '../../spoken-parts.js';
import { transferHeaders } from '../../transfer-headers.js';
import type { Collect, Transfer, Turn } from '../../turn.js';
import type { AsteriskOptions } from './asterisk.config.js';
import type { AsteriskScript } from './asterisk-script.js';

/** A step's script, which only we read again. */
export const MOST_SCRIPT_BYTES = 64_000;

/** Room for the headers of an agent in one variable, characters. */
const MOST_HEADERS = 1_000;

/** Puts a turn into what Asterisk is told to do. */
export class AsteriskTurnMapper {
  constructor(
    private readonly options: Pick<AsteriskOptions, 'bankName' | 'dialSip' | 'dialNumber'>,
    private readonly audio: AudioLibrary,
  ) {}

  /**
   * The script of a step.
   * @throws DocumentTooLarge, and what the sentences of the turn throw.
   */
  render(turn: Turn, continuation: Continuation): string {
    const script: AsteriskScript = {
      next: continuation,
      notice: this.played(turn.notice, turn.language),
      say: this.played(turn.say, turn.language),
      then: this.deed(turn),
    };
    return withinBytes(JSON.stringify(script), MOST_SCRIPT_BYTES);
  }

  private deed({ then }: Turn): AsteriskScript['then'] {
    switch (then.kind) {
      case 'collect':
        return collect(then);
      case 'transfer':
        return this.transfer(then);
      case 'hangUp':
        return { kind: 'hangUp' };
    }
  }

  private transfer({ destination, ringSeconds, context }: Transfer): AsteriskScript['then'] {
    const isSip = /^sips?:/i.test(destination);
    const pattern = isSip ? this.options.dialSip : this.options.dialNumber;
    // On the way to a telephone number they would be read by whoever carries the call.
    const headers = isSip ? transferHeaders(context, MOST_HEADERS).map(([name, value]) => `${name}=${value}`) : [];
    return { kind: 'dial', target: pattern.replace('{}', () => destination), ringSeconds, headers: headers.join('|') };
  }

  /** Asterisk has no voice: what we cannot say in one language is played in the other, and without any it is silent. */
  private played(utterance: Utterance, language: Language): string[] {
    const { audio } = this;
    const speakable = LANGUAGES.filter((one) => audio.canSpeak(one));
    const [instead] = speakable;
    if (instead === undefined) return [];
    const parts = utterance.map((part) => {
      const wanted = part.language ?? language;
      return speakable.includes(wanted) ? part : { ...part, language: instead };
    });
    return spokenParts(parts, language, {
      bankName: this.options.bankName,
      voices: [],
      playLanguages: LANGUAGES,
      audio,
    })
      .filter((part) => part.by === 'audio')
      .map(({ url }) => url);
  }
}

function collect({ digits, firstDigitMs, interDigitMs }: Collect): AsteriskScript['then'] {
  if (digits === 1) return { kind: 'key', waitMs: firstDigitMs };
  return { kind: 'keys', count: digits, firstMs: firstDigitMs, betweenMs: interDigitMs };
}
