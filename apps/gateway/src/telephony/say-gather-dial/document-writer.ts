import type { Language, Utterance } from '#libs/speech';
import type { AudioLibrary } from '../../audio/audio-library.js';
import { callAddress } from '../call-addresses.js';
import type { Continuation } from '../continuation.js';
import { withinBytes } from '../document-too-large.js';
import { spokenParts } from '../spoken-parts.js';
import { LONGEST_TRANSFER_SECONDS, type ProviderName } from '../telephony-provider.js';
import type { Collect, Transfer, Turn } from '../turn.js';
import { xmlDocument, type XmlElement } from '../xml.js';
import { sipAddressWithContext } from './sip-address-with-context.js';
import { dial, gather, HANG_UP, play, redirect, response, say, type Voice } from './verbs.js';

/** In what the providers differ whose documents are made of Say, Gather and Dial. */
export interface Dialect {
  readonly provider: ProviderName;
  /** The largest document the provider takes. */
  readonly mostDocumentBytes: number;
  /** Keys that end an entry early: those of the turn, or none where the result would not say that a key did. */
  readonly finishKeys: 'both' | 'none';
  /** Whether a Gather can be told to report a silence; else only the Redirect behind it does. */
  readonly reportsSilence: boolean;
  /** How long a Dial may be told to ring, seconds. */
  readonly ringSeconds: { readonly least: number; readonly most: number };
  /** Whether a SIP address carries `X-` headers to the agent. */
  readonly sipHeaders: boolean;
  /** Stands at the end of every address we hand out, such as a fragment the provider reads. */
  readonly addressEnding: string;
  /** What would mean something to the provider within a text. */
  readonly harmless: (document: string) => string;
}

/** How the bank has set up the connection. */
export interface DocumentOptions {
  /** Our address as the provider calls it, without a slash at its end. */
  publicUrl: string;
  bankName: string;
  /** The provider's voices in use; a language without one is played from our own audio. */
  voices: Readonly<Partial<Record<Language, Voice>>>;
  /** Languages played from our own audio although there is a voice for them. */
  playLanguages: readonly Language[];
  /** Number shown to agents on a transfer. */
  callerId: string | undefined;
}

/** Puts a turn into the words of a provider with Say, Gather and Dial. */
export class DocumentWriter {
  constructor(
    private readonly dialect: Dialect,
    private readonly options: DocumentOptions,
    private readonly audio: Pick<AudioLibrary, 'canSpeak' | 'urlOf'>,
  ) {}

  /**
   * The document that answers a webhook.
   * @throws DocumentTooLarge, and what the sentences of the turn throw.
   */
  render(turn: Turn, continuation: Continuation): string {
    const spoken = (utterance: Utterance) => this.spoken(utterance, turn.language);
    // A key pressed in a Gather stops its prompts, so what is to be heard whole goes before it.
    const verbs = [...spoken(turn.notice), ...this.action(turn, spoken(turn.say), continuation)];
    const document = this.dialect.harmless(xmlDocument(response(verbs)));
    return withinBytes(document, this.dialect.mostDocumentBytes);
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
    const { finishKeys, reportsSilence } = this.dialect;
    // One timer serves both waits: the longer one cuts nobody short (declared in the capabilities).
    const waitMs = Math.max(collect.firstDigitMs, collect.digits > 1 ? collect.interDigitMs : 0);
    return [
      gather(
        {
          numDigits: collect.digits,
          timeout: Math.ceil(waitMs / 1_000),
          finishOnKey: finishKeys === 'both' ? collect.finishKeys.join('') : '',
          actionOnEmptyResult: reportsSilence ? 'true' : undefined,
          action: this.address(continuation, `input/${collect.digits}`),
        },
        prompts,
      ),
      redirect(this.address(continuation, 'no-input')),
    ];
  }

  private transfer(transfer: Transfer, continuation: Continuation): XmlElement {
    const { destination, context } = transfer;
    const { least, most } = this.dialect.ringSeconds;
    const isSip = /^sips?:/i.test(destination);
    const address = isSip && this.dialect.sipHeaders ? sipAddressWithContext(destination, context) : destination;
    return dial(
      {
        timeout: Math.min(Math.max(transfer.ringSeconds, least), most),
        timeLimit: LONGEST_TRANSFER_SECONDS,
        callerId: this.options.callerId,
        action: this.address(continuation, 'transfer'),
      },
      { kind: isSip ? 'sip' : 'number', address },
    );
  }

  private address(continuation: Continuation, result: string): string {
    const { provider, addressEnding } = this.dialect;
    return `${callAddress(this.options.publicUrl, provider, continuation, result)}${addressEnding}`;
  }

  private spoken(utterance: Utterance, language: Language): XmlElement[] {
    const { bankName, playLanguages, voices } = this.options;
    const spoken = Object.keys(voices) as Language[];
    return spokenParts(utterance, language, { bankName, voices: spoken, playLanguages, audio: this.audio }).map(
      (part) => (part.by === 'audio' ? play(part.url) : say(voices[part.language] ?? { name: 'woman' }, part.text)),
    );
  }
}
