import { type Language, LANGUAGES, type Utterance } from '#libs/speech';
import type { AudioLibrary } from '../../../audio/audio-library.js';
import { callAddress } from '../../call-addresses.js';
import type { Continuation } from '../../continuation.js';
import { spokenParts } from '../../spoken-parts.js';
import { transferHeaders } from '../../transfer-headers.js';
import type { Collect, Transfer, Turn } from '../../turn.js';
import type { XmlElement } from '../../xml.js';
import {
  execute,
  getVariable,
  HANG_UP,
  httapiDocument,
  NOTHING_TO_DO,
  play,
  playForKey,
  waitForKey,
} from './httapi.js';
import type { FreeSwitchOptions } from './freeswitch.config.js';
import type { TypedKeys } from './typed-keys.js';

/** Room for the headers of the leg to the agent, characters. */
const MOST_CONTEXT = 1_500;

/** Where an entry under way is reported: how many digits complete it, and how long each next one is waited for. */
export interface EntryAddress {
  token: string;
  digits: number;
  interDigitMs: number;
}

/** Puts a turn into a document of `mod_httapi`. */
export class FreeSwitchTurnMapper {
  constructor(
    private readonly options: Omit<FreeSwitchOptions, 'user' | 'passwords' | 'allowedAddresses'>,
    private readonly audio: AudioLibrary,
    private readonly keys: TypedKeys,
  ) {}

  /**
   * The document that answers a request. Where there is no sound at all, as FreeSWITCH has no voice, the call is left to
   * its dialplan, which has an apology and an agent of its own.
   * @throws what the sentences of the turn throw.
   */
  render(turn: Turn, continuation: Continuation): string {
    const { then } = turn;
    if (!LANGUAGES.some((language) => this.audio.canSpeak(language))) return NOTHING_TO_DO;
    const notice = this.sounds(turn.notice, turn.language);
    const work = [
      ...(turn.keysAhead === 'discarded' ? [execute('flush_dtmf', '')] : []),
      ...(notice.length === 0 ? [] : [play(notice)]),
      ...this.action(then, this.sounds(turn.say, turn.language), continuation),
    ];
    const sensitive_dtmf = String(then.kind === 'collect' && then.sensitive);
    return httapiDocument(work, { typed: '' }, { sensitive_dtmf, ...(then.kind === 'transfer' ? BRIDGING : {}) });
  }

  /** Asks for the next key of an entry. Says nothing and is stored nowhere; the keys so far go with it, sealed. */
  nextKey(typed: string, { token, digits, interDigitMs }: EntryAddress): string {
    const action = this.address({ kind: 'step', token }, `keys/${digits}/${interDigitMs}`);
    return httapiDocument([waitForKey(interDigitMs, action)], { typed: this.keys.seal(typed, token) });
  }

  private action(then: Turn['then'], sounds: readonly string[], continuation: Continuation): XmlElement[] {
    switch (then.kind) {
      case 'collect':
        return [this.collect(then, sounds, continuation)];
      case 'transfer':
        return [...(sounds.length === 0 ? [] : [play(sounds)]), ...this.transfer(then, continuation)];
      case 'hangUp':
        return [...(sounds.length === 0 ? [] : [play(sounds)]), HANG_UP];
    }
  }

  /** One key at a time: only so the wait for the first and the waits between the others can differ. */
  private collect(collect: Collect, sounds: readonly string[], continuation: Continuation): XmlElement {
    const { digits, firstDigitMs, interDigitMs } = collect;
    return playForKey(sounds, firstDigitMs, this.address(continuation, `keys/${digits}/${interDigitMs}`));
  }

  /**
   * By `bridge` and not by the element `dial`, which writes the caller's name into the dial string: a hostile one could
   * choose where the call goes (S23). Nothing in the data begins with `$`, for which the call would be hung up.
   */
  private transfer(transfer: Transfer, continuation: Continuation): XmlElement[] {
    return [
      execute('bridge', this.dialString(transfer), this.address(continuation, 'transfer')),
      getVariable('originate_disposition'),
    ];
  }

  private dialString({ destination, ringSeconds, context }: Transfer): string {
    const headers = transferHeaders(context, MOST_CONTEXT).map(([name, value]) => `sip_h_${name}=${value}`);
    // Values have commas, so another character separates them.
    const variables = ['^^', `originate_timeout=${ringSeconds}`, ...headers].join(';');
    const isSip = /^sips?:/i.test(destination);
    const { sipProfile, gateway } = this.options;
    return `{${variables}}sofia/${isSip ? sipProfile : `gateway/${gateway}`}/${destination}`;
  }

  private address(continuation: Continuation, result: string): string {
    return callAddress(this.options.publicUrl, 'freeswitch', continuation, result);
  }

  private sounds(utterance: Utterance, language: Language): string[] {
    const parts = spokenParts(utterance, language, {
      bankName: this.options.bankName,
      voices: [],
      playLanguages: [],
      audio: {
        canSpeak: () => true,
        urlOf: (part, wanted) => this.audio.urlOf({ ...part, language: this.playable(wanted) }, wanted),
      },
    });
    return parts.map((part) => (part.by === 'audio' ? part.url : '')).filter((url) => url !== '');
  }

  /** The language that was asked for, or the other one rather than silence. */
  private playable(wanted: Language): Language {
    const spoken = LANGUAGES.filter((language) => this.audio.canSpeak(language));
    return spoken.includes(wanted) ? wanted : (spoken[0] ?? wanted);
  }
}

/** After a transfer that failed the caller is still ours, and so is one whose agent hung up. */
const BRIDGING = { continue_on_fail: 'true', hangup_after_bridge: 'false', originate_disposition: '' };
