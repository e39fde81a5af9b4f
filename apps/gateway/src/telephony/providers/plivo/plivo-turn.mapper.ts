import type { Language, Utterance } from '#libs/speech';
import type { AudioLibrary } from '../../../audio/audio-library.js';
import { callAddress } from '../../call-addresses.js';
import type { Continuation } from '../../continuation.js';
import { withinBytes } from '../../document-too-large.js';
import { spokenParts } from '../../spoken-parts.js';
import { LONGEST_TRANSFER_SECONDS } from '../../telephony-provider.js';
import type { Collect, Transfer, Turn } from '../../turn.js';
import { xmlDocument, type XmlElement } from '../../xml.js';
import { sipHeaders } from './plivo-transfer-context.js';
import { dial, getDigits, HANG_UP, play, redirect, response, speak } from './plivo-xml.js';

/** Plivo's limit for a document. */
export const MOST_DOCUMENT_BYTES = 100_000;

/** Languages Plivo has a voice for; there is none for Albanian. */
export const VOICES: readonly Language[] = ['en'];

/** How the bank has set up the connection. */
export interface PlivoDocuments {
  publicUrl: string;
  bankName: string;
  voice: { name: string; language: string };
  playLanguages: readonly Language[];
  /** In international form. */
  callerId: string | undefined;
}

/** Puts a turn into Plivo's words. */
export class PlivoTurnMapper {
  constructor(
    private readonly options: PlivoDocuments,
    private readonly audio: AudioLibrary,
  ) {}

  /**
   * The document that answers a webhook.
   * @throws DocumentTooLarge, and what the sentences of the turn throw.
   */
  render(turn: Turn, continuation: Continuation): string {
    const spoken = (utterance: Utterance) => this.spoken(utterance, turn.language);
    // A key pressed in a GetDigits stops its prompts, so what is to be heard whole goes before it.
    const elements = [...spoken(turn.notice), ...this.action(turn, spoken(turn.say), continuation)];
    return withinBytes(xmlDocument(response(elements)), MOST_DOCUMENT_BYTES);
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
    return [
      getDigits(
        {
          action: this.address(continuation, `input/${collect.digits}`),
          timeout: Math.ceil(collect.firstDigitMs / 1_000),
          digitTimeout: Math.ceil(collect.interDigitMs / 1_000),
          numDigits: collect.digits,
          // Plivo takes one key; `*` is read from the digits.
          finishOnKey: collect.finishKeys.includes('#') ? '#' : 'none',
          log: collect.sensitive ? 'false' : undefined,
        },
        prompts,
      ),
      // Nothing pressed: Plivo does not call the action and goes on here.
      redirect(this.address(continuation, 'no-input')),
    ];
  }

  private transfer(transfer: Transfer, continuation: Continuation): XmlElement {
    const { destination, context } = transfer;
    return dial(
      {
        action: this.address(continuation, 'transfer'),
        timeout: transfer.ringSeconds,
        timeLimit: LONGEST_TRANSFER_SECONDS,
        callerId: this.options.callerId?.replace('+', ''),
      },
      /^sips?:/i.test(destination)
        ? { user: destination, sipHeaders: sipHeaders(context) }
        : { number: destination.replace('+', '') },
    );
  }

  private address(continuation: Continuation, result: string): string {
    return callAddress(this.options.publicUrl, 'plivo', continuation, result);
  }

  private spoken(utterance: Utterance, language: Language): XmlElement[] {
    const { bankName, playLanguages, voice } = this.options;
    return spokenParts(utterance, language, { bankName, voices: VOICES, playLanguages, audio: this.audio }).map(
      (part) => (part.by === 'audio' ? play(part.url) : speak(voice, part.text)),
    );
  }
}
