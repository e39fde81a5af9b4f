import type { Language, Utterance } from '#libs/speech';
import type { AudioLibrary } from '../../../audio/audio-library.js';
import { callAddress } from '../../call-addresses.js';
import type { Continuation } from '../../continuation.js';
import { spokenParts } from '../../spoken-parts.js';
import { LONGEST_TRANSFER_SECONDS } from '../../telephony-provider.js';
import type { Collect, Transfer, Turn } from '../../turn.js';
import { xmlDocument, type XmlElement } from '../../xml.js';
import { dial, gather, HANG_UP, play, redirect, response, say } from './twiml.js';
import type { TwilioOptions } from './twilio.config.js';
import { sipAddressWithContext } from './twilio-transfer-context.js';

/** Twilio's limit for a document (error 11750). */
export const MOST_DOCUMENT_BYTES = 64_000;

/** Languages Twilio has a voice for; there is none for Albanian. */
export const VOICES: readonly Language[] = ['en'];

/** The document would be refused by Twilio; a mistake of the flow, as no turn says that much. */
export class DocumentTooLarge extends Error {
  override readonly name = 'DocumentTooLarge';
}

/** Puts a turn into Twilio's words. */
export class TwilioTurnMapper {
  constructor(
    private readonly options: Omit<TwilioOptions, 'authTokens' | 'accountSid'>,
    private readonly audio: AudioLibrary,
  ) {}

  /**
   * The document that answers a webhook.
   * @throws DocumentTooLarge, and what the sentences of the turn throw.
   */
  render(turn: Turn, continuation: Continuation): string {
    const spoken = (utterance: Utterance) => this.spoken(utterance, turn.language);
    // A key pressed in a Gather stops its prompts, so what is to be heard whole goes before it.
    const verbs = [...spoken(turn.notice), ...this.action(turn, spoken(turn.say), continuation)];
    const document = xmlDocument(response(verbs));
    const bytes = Buffer.byteLength(document);
    if (bytes > MOST_DOCUMENT_BYTES) throw new DocumentTooLarge(`${bytes} bytes`);
    return document;
  }

  private action(turn: Turn, prompts: readonly XmlElement[], continuation: Continuation): XmlElement[] {
    const { then } = turn;
    switch (then.kind) {
      case 'collect':
        return this.collect(then, prompts, continuation);
      case 'transfer':
        return [...prompts, this.transfer(then, continuation)];
      case 'hangUp':
        return [...prompts, HANG_UP];
    }
  }

  private collect(collect: Collect, prompts: readonly XmlElement[], continuation: Continuation): XmlElement[] {
    // One timer serves both waits: the longer one cuts nobody short (declared in the capabilities).
    const waitMs = Math.max(collect.firstDigitMs, collect.digits > 1 ? collect.interDigitMs : 0);
    return [
      gather(
        {
          numDigits: collect.digits,
          timeout: Math.ceil(waitMs / 1_000),
          finishOnKey: collect.finishKeys.join(''),
          action: this.address(continuation, `input/${collect.digits}`),
        },
        prompts,
      ),
      redirect(this.address(continuation, 'no-input')),
    ];
  }

  private transfer(transfer: Transfer, continuation: Continuation): XmlElement {
    const { destination } = transfer;
    const isSip = /^sips?:/i.test(destination);
    return dial(
      {
        timeout: transfer.ringSeconds,
        timeLimit: LONGEST_TRANSFER_SECONDS,
        callerId: this.options.callerId,
        action: this.address(continuation, 'transfer'),
      },
      isSip
        ? { kind: 'sip', address: sipAddressWithContext(destination, transfer.context) }
        : { kind: 'number', address: destination },
    );
  }

  private address(continuation: Continuation, result: string): string {
    return callAddress(this.options.publicUrl, 'twilio', continuation, result);
  }

  private spoken(utterance: Utterance, language: Language): XmlElement[] {
    const { bankName, playLanguages, voice } = this.options;
    const speaking = { bankName, voices: VOICES, playLanguages, audio: this.audio };
    return spokenParts(utterance, language, speaking).map((part) =>
      part.by === 'audio' ? play(part.url) : say(voice, part.text),
    );
  }
}
