import { type Language, LANGUAGES, type Utterance } from '#libs/speech';
import type { AudioLibrary } from '../../../audio/audio-library.js';
import { callAddress } from '../../call-addresses.js';
import type { Continuation } from '../../continuation.js';
import { type SpokenPart, spokenParts } from '../../spoken-parts.js';
import { LONGEST_TRANSFER_SECONDS } from '../../telephony-provider.js';
import { transferHeaders } from '../../transfer-headers.js';
import type { Collect, Transfer, Turn } from '../../turn.js';
import type { XmlElement } from '../../xml.js';
import { entryDocument, FETCHING } from './voicexml-entry.js';
import { grammar, terminator } from './voicexml-grammar.js';
import type { VoiceXmlOptions } from './voicexml.config.js';
import { element, errorHandlers, literal, prompt, property, report, variable, vxmlDocument } from './vxml.js';

/** Room for the agent's context, characters; platforms send it as User-to-User information or as headers. */
const MOST_CONTEXT = 1_000;

const RENDITION = { 'wav-mulaw': 'ulaw.wav', 'wav-alaw': 'alaw.wav', 'wav-pcm16': 'wav' } as const;

/** The events of a transfer that the platform could not or would not make. */
const TRANSFER_ERRORS = 'error.connection error.unsupported.transfer error.unsupported.uri';

/** One turn of one call, on its way into a document. */
interface Page {
  sid: string;
  continuation: Continuation;
  notice: readonly SpokenPart[];
  say: readonly SpokenPart[];
}

/** Puts a turn into a VoiceXML document. The addresses in it are without their secret, which is nothing to be stored. */
export class VoiceXmlTurnMapper {
  constructor(
    private readonly options: Omit<VoiceXmlOptions, 'secrets' | 'allowedAddresses'>,
    private readonly audio: AudioLibrary,
  ) {}

  /** The document that begins a call. */
  entry(): string {
    const apology = [...this.apology('sq'), ...this.apology('en')];
    return entryDocument(this.options, this.ownAddress('started'), apology);
  }

  /**
   * The document that answers an event.
   * @param sid the call as its documents name it.
   * @throws what the sentences of the turn throw, and RangeError for a `sid` that is none.
   */
  render(turn: Turn, continuation: Continuation, sid: string): string {
    const spoken = (utterance: Utterance) => this.spoken(utterance, turn.language);
    const page: Page = { sid, continuation, notice: spoken(turn.notice), say: spoken(turn.say) };
    const { then } = turn;
    const hides = then.kind === 'collect' && then.sensitive ? this.options.sensitiveProperties : [];
    return vxmlDocument(this.options.documentLanguage, [
      ...FETCHING,
      ...hides.map(([name, value]) => property(name, value)),
      variable('sid', sid),
      variable('event'),
      ...this.ends(then),
      ...errorHandlers(prompt(this.apology(turn.language), false)),
      element('form', { id: 'turn' }, [this.formItem(turn, page)]),
    ]);
  }

  /** The document that answers the end of a call. */
  farewell(): string {
    return vxmlDocument(this.options.documentLanguage, [
      element('form', { id: 'ended' }, [element('block', {}, [element('exit')])]),
    ]);
  }

  /** Reports the end of the call, whichever side it came from; a blind transfer is told apart from a hang-up. */
  private ends(then: Turn['then']): XmlElement[] {
    const told = (event: string, as: string) =>
      element('catch', { event }, report(as, this.ownAddress('ended'), 'sid event'));
    const leaves = then.kind === 'transfer' && /^(?:blind|consultation)$/.test(this.options.transfer);
    // The browser takes the first that fits, and the wider one fits every end.
    return [
      ...(leaves ? [told('connection.disconnect.transfer', 'transferred')] : []),
      told('connection.disconnect', 'hangup'),
    ];
  }

  private formItem(turn: Turn, page: Page): XmlElement {
    const { then } = turn;
    switch (then.kind) {
      case 'collect':
        return this.field(then, turn, page);
      case 'transfer':
        return this.options.transfer === 'none' ? this.leave(then, page) : this.transfer(then, page);
      case 'hangUp':
        return element('block', {}, [...prompt([...page.notice, ...page.say], false), element('disconnect')]);
    }
  }

  private field(collect: Collect, turn: Turn, { notice, say, continuation }: Page): XmlElement {
    // A prompt that cannot be interrupted throws away what was typed before it ends.
    const whole = turn.keysAhead === 'discarded' && notice.length === 0 ? say.slice(0, 1) : notice;
    const rest = whole === notice ? say : say.slice(1);
    const next = callAddress(this.options.publicUrl, 'voicexml', continuation, `input/${collect.digits}`);
    const { grammar: kind } = this.options;
    return element('field', { name: 'digits' }, [
      property('timeout', `${collect.firstDigitMs}ms`),
      property('interdigittimeout', `${collect.interDigitMs}ms`),
      property('termtimeout', '0s'),
      terminator(kind),
      grammar(kind, collect),
      ...prompt(whole, false),
      ...prompt(rest, true),
      element('filled', {}, report('digits', next, 'sid event digits')),
      element('noinput', {}, report('noinput', next, 'sid event')),
      element('nomatch', {}, report('nomatch', next, 'sid event')),
    ]);
  }

  private transfer(transfer: Transfer, { notice, say, continuation }: Page): XmlElement {
    const { transfer: type } = this.options;
    const next = callAddress(this.options.publicUrl, 'voicexml', continuation, 'transfer');
    const waits = type === 'bridge' || type === 'consultation';
    const failed = [
      element('var', { name: 'reason', expr: '_event' }),
      ...report('transferfailed', next, 'sid event reason'),
    ];
    return element(
      'transfer',
      {
        name: 'outcome',
        type,
        ...this.destination(transfer),
        connecttimeout: waits ? `${transfer.ringSeconds}s` : undefined,
        maxtime: type === 'bridge' ? `${LONGEST_TRANSFER_SECONDS}s` : undefined,
      },
      [
        ...prompt([...notice, ...say], false),
        ...(waits ? [element('filled', {}, report('transfer', next, 'sid event outcome'))] : []),
        element('catch', { event: TRANSFER_ERRORS }, failed),
      ],
    );
  }

  /** The platform's own script transfers, and reads where to from the variable. It cannot tell how that ended. */
  private leave({ destination }: Transfer, { notice, say }: Page): XmlElement {
    return element('block', {}, [
      ...prompt([...notice, ...say], false),
      element('var', { name: 'route', expr: literal(destination) }),
      element('exit', { namelist: 'route' }),
    ]);
  }

  private destination({ destination, context }: Transfer): XmlElement['attributes'] {
    const isSip = /^sips?:/i.test(destination);
    const address = isSip ? destination : `tel:${destination}`;
    if (this.options.transferContext === 'none') return { dest: address };
    const query = transferHeaders(context, MOST_CONTEXT)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    if (this.options.transferContext === 'aai') return { dest: address, aai: query };
    return { dest: isSip ? `${address}${address.includes('?') ? '&' : '?'}${query}` : address };
  }

  private ownAddress(path: string): string {
    return `${this.options.publicUrl}/telephony/voicexml/${path}`;
  }

  private apology(language: Language): SpokenPart[] {
    return this.spoken([{ prompt: 'error.apology' }], language);
  }

  private spoken(utterance: Utterance, language: Language): SpokenPart[] {
    return spokenParts(utterance, language, {
      bankName: this.options.bankName,
      // Without our audio the platform's own speech is left, if it has any: in its language rather than silence.
      voices: [this.options.documentLanguage.startsWith('sq') ? 'sq' : 'en'],
      playLanguages: LANGUAGES,
      audio: {
        canSpeak: (sound) => this.audio.canSpeak(sound),
        urlOf: (part, sound) => this.audio.urlOf(part, sound, RENDITION[this.options.audio]),
      },
    });
  }
}
