import type { Language, Utterance } from '#libs/speech';
import type { AudioLibrary } from '../../../audio/audio-library.js';
import { callAddress } from '../../call-addresses.js';
import type { Continuation } from '../../continuation.js';
import { withinBytes } from '../../document-too-large.js';
import { spokenAlike, type SpokenPart } from '../../spoken-parts.js';
import { LONGEST_TRANSFER_SECONDS } from '../../telephony-provider.js';
import { transferHeaders } from '../../transfer-headers.js';
import type { Collect, Transfer, Turn } from '../../turn.js';
import type { JambonzOptions } from './jambonz.config.js';
import { dial, gather, HANG_UP, play, type Prompt, say, type Verb } from './jambonz-verbs.js';

/** jambonz states no limit for HTTP; this one keeps a mistake of the flow from growing. */
export const MOST_DOCUMENT_BYTES = 64_000;

/** Languages that vendors have voices for; our own audio is the default for both. */
export const VOICES: readonly Language[] = ['sq', 'en'];

/** Room for the context in the INVITE to an agent, which should stay within one datagram. */
const MOST_HEADER_CHARACTERS = 1_000;

/** Puts a turn into the verbs of jambonz. */
export class JambonzTurnMapper {
  constructor(
    private readonly options: Omit<JambonzOptions, 'secrets' | 'verbIdRequired'>,
    private readonly audio: AudioLibrary,
  ) {}

  /**
   * The JSON that answers a webhook.
   * @throws DocumentTooLarge, and what the sentences of the turn throw.
   */
  render(turn: Turn, continuation: Continuation): string {
    // A key pressed in a gather stops its prompt, so what is to be heard whole goes before it.
    const verbs = [...this.prompts(turn.notice, turn.language), ...this.action(turn, continuation)];
    return withinBytes(JSON.stringify(verbs), MOST_DOCUMENT_BYTES);
  }

  private action(turn: Turn, continuation: Continuation): Verb[] {
    const prompts = this.prompts(turn.say, turn.language);
    const { then } = turn;
    switch (then.kind) {
      case 'collect':
        return this.collect(then, prompts, turn.language, continuation);
      case 'transfer':
        return [...prompts, this.transfer(then, continuation), HANG_UP];
      case 'hangUp':
        return [...prompts, HANG_UP];
    }
  }

  private collect(
    collect: Collect,
    prompts: readonly Prompt[],
    language: Language,
    continuation: Continuation,
  ): Verb[] {
    // A gather has room for one prompt: files, or a text of one voice. What does not fit is heard whole before it.
    const hook = this.address(continuation, `input/${collect.digits}`);
    const wanted = { ...collect, endsByHash: collect.finishKeys.includes('#') };
    return [
      ...prompts.slice(0, -1),
      gather(wanted, hook, prompts.at(-1)),
      // Runs only if the gateway cannot be reached, or refuses: the caller is not left in silence.
      ...this.prompts([{ prompt: 'error.apology' }], language),
      HANG_UP,
    ];
  }

  private transfer(transfer: Transfer, continuation: Continuation): Verb {
    const { destination, context, ringSeconds } = transfer;
    const isSip = /^sips?:/i.test(destination);
    const headers = () => Object.fromEntries(transferHeaders(context, MOST_HEADER_CHARACTERS));
    return dial(
      isSip ? { sipUri: destination, headers: headers() } : { number: destination },
      { ringSeconds, mostSeconds: LONGEST_TRANSFER_SECONDS, callerId: this.options.callerId },
      this.address(continuation, 'transfer'),
    );
  }

  private address(continuation: Continuation, result: string): string {
    return callAddress(this.options.publicUrl, 'jambonz', continuation, result);
  }

  /** One verb for sentences that follow each other in the same way. */
  private prompts(utterance: Utterance, language: Language): Prompt[] {
    const { bankName, playLanguages, voices } = this.options;
    const parts = spokenAlike(utterance, language, { bankName, voices: VOICES, playLanguages, audio: this.audio });
    return groupsOf(parts).map((group) => {
      const [first] = group;
      if (first?.by === 'voice')
        return say(
          voices[first.language],
          group.flatMap((part) => textOf(part)),
        );
      return play(group.flatMap((part) => (part.by === 'audio' ? [part.url] : [])));
    });
  }
}

function groupsOf(parts: readonly SpokenPart[]): SpokenPart[][] {
  const groups: SpokenPart[][] = [];
  for (const part of parts) {
    const group = groups.at(-1);
    if (group?.[0] && wayOf(group[0]) === wayOf(part)) group.push(part);
    else groups.push([part]);
  }
  return groups;
}

const wayOf = (part: SpokenPart): string => (part.by === 'voice' ? part.language : 'audio');
const textOf = (part: SpokenPart): string[] => (part.by === 'voice' ? [part.text] : []);
