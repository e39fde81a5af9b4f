import type { Language, Utterance } from '#libs/speech';
import type { AudioLibrary } from '../../../audio/audio-library.js';
import { callAddress } from '../../call-addresses.js';
import type { Continuation } from '../../continuation.js';
import { withinBytes } from '../../document-too-large.js';
import { spokenAlike } from '../../spoken-parts.js';
import { LONGEST_TRANSFER_SECONDS } from '../../telephony-provider.js';
import { transferHeaders } from '../../transfer-headers.js';
import type { Collect, Transfer, Turn } from '../../turn.js';
import { type Action, connect, input, type Prompt, stream, talk, withoutSign } from './ncco.js';
import type { VonageOptions } from './vonage.config.js';

/** Vonage states no limit; documents are kept below what others take. */
export const MOST_DOCUMENT_BYTES = 64_000;

/** Languages Vonage has a voice for; there is none for Albanian. */
export const VOICES: readonly Language[] = ['en'];

/** Room for the context in the INVITE to an agent, which should stay within one datagram. */
const MOST_HEADER_CHARACTERS = 1_000;

/** Puts a turn into the actions of Vonage. */
export class VonageTurnMapper {
  constructor(
    private readonly options: Omit<VonageOptions, 'secrets' | 'apiKey' | 'applicationId'>,
    private readonly audio: AudioLibrary,
  ) {}

  /**
   * The JSON that answers a webhook.
   * @throws DocumentTooLarge, and what the sentences of the turn throw.
   */
  render(turn: Turn, continuation: Continuation): string {
    // Without barge-in a prompt is heard whole.
    const actions = [...this.prompts(turn.notice, turn.language), ...this.action(turn, continuation)];
    return withinBytes(JSON.stringify(actions), MOST_DOCUMENT_BYTES);
  }

  private action(turn: Turn, continuation: Continuation): Action[] {
    const prompts = this.prompts(turn.say, turn.language);
    const { then } = turn;
    switch (then.kind) {
      case 'collect':
        return this.collect(then, prompts, turn.language, continuation);
      case 'transfer':
        // Nothing stands behind it: it would be heard after a conversation too.
        return [...prompts, this.transfer(then, continuation)];
      case 'hangUp':
        return prompts;
    }
  }

  private collect(
    collect: Collect,
    prompts: readonly Prompt[],
    language: Language,
    continuation: Continuation,
  ): Action[] {
    const { digits, firstDigitMs, interDigitMs, finishKeys } = collect;
    // One timer serves both waits: the longer one cuts nobody short (declared in the capabilities).
    const waitMs = Math.max(firstDigitMs, digits > 1 ? interDigitMs : 0);
    const wanted = { digits, waitMs, endsByHash: finishKeys.includes('#') };
    return [
      ...prompts.map((prompt): Prompt => ({ ...prompt, bargeIn: true })),
      input(wanted, this.address(continuation, `input/${digits}`)),
      // Heard only if the gateway cannot be reached, or refuses: the caller is not left in silence.
      ...this.prompts([{ prompt: 'error.apology' }], language),
    ];
  }

  private transfer({ destination, context, ringSeconds }: Transfer, continuation: Continuation): Action {
    const limits = { ringSeconds, mostSeconds: LONGEST_TRANSFER_SECONDS, callerId: this.options.callerId };
    const address = this.address(continuation, 'transfer');
    if (!/^sips?:/i.test(destination))
      return connect({ type: 'phone', number: withoutSign(destination) }, limits, address);
    // Vonage puts `X-` before each name itself.
    const headers = transferHeaders(context, MOST_HEADER_CHARACTERS).map(([name, value]) => [name.slice(2), value]);
    return connect(
      { type: 'sip', uri: destination, headers: Object.fromEntries(headers) as Record<string, string> },
      limits,
      address,
    );
  }

  private address(continuation: Continuation, result: string): string {
    return callAddress(this.options.publicUrl, 'vonage', continuation, result);
  }

  /** Prompts before one input are all of one kind; Vonage does not mix them. */
  private prompts(utterance: Utterance, language: Language): Prompt[] {
    const { bankName, playLanguages, voice } = this.options;
    const speaking = { bankName, voices: VOICES, playLanguages, audio: this.audio };
    return spokenAlike(utterance, language, speaking).map((part) =>
      part.by === 'audio' ? stream(part.url) : talk(voice, part.text),
    );
  }
}
