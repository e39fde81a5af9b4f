import {
  hasValue,
  isPromptId,
  type Language,
  LANGUAGES,
  merchantInWords,
  placeholderOf,
  PROMPT_IDS,
  sentence,
  type UtterancePart,
} from '#libs/speech';
import type { AudioLibrary, SoundSource } from './audio-library.js';
import type { Renderer } from './renderer.js';
import { type Rendition, RENDITIONS } from './rendition.js';
import type { SaidPart, SaidTokens } from './said-token.js';

const VERSION_LENGTH = 16;

/** What an address stands for. */
export interface Addressed extends SaidPart {
  /** `lasting`: the sound of this very address; `passing`: nobody may keep it. */
  readonly kept: 'lasting' | 'passing';
  readonly rendition: Rendition;
}

/** The longest endings first, as one is the end of another. */
const ENDING = new RegExp(
  `\\.(${[...RENDITIONS]
    .sort((one, other) => other.length - one.length)
    .map((rendition) => rendition.replace('.', '\\.'))
    .join('|')})$`,
);

/** The addresses of sounds: made for providers, and understood again when one is asked for. */
export class AudioAddresses implements AudioLibrary, SoundSource {
  private readonly versions: ReadonlyMap<string, string>;

  constructor(
    private readonly renderer: Renderer,
    private readonly tokens: SaidTokens,
    private readonly settings: { readonly PUBLIC_URL: string; readonly BANK_NAME: string },
  ) {
    // Neither recordings, voice nor bank change while we run.
    this.versions = new Map(
      fixedSentences().map((said) => [key(said), renderer.idOf(said).slice(0, VERSION_LENGTH)] as const),
    );
  }

  canSpeak(language: Language): boolean {
    return this.renderer.canSpeak(language);
  }

  urlOf(part: UtterancePart, language: Language, rendition: Rendition = 'wav'): string {
    const said: SaidPart = { part: withoutLanguage(part), language: part.language ?? language };
    sentence(said.part, said.language, this.settings.BANK_NAME);
    const version = this.versions.get(key(said));
    const path =
      version === undefined || hasValue(part)
        ? `said/${this.tokens.seal(shortened(said))}`
        : `${said.language}/${part.prompt}.${version}`;
    return `${this.settings.PUBLIC_URL}/audio/${path}.${rendition}`;
  }

  /**
   * What is at a path below `/audio/`, or undefined for a token that is not ours or past its time, and for anything else.
   * A version we do not have is one of another instance, older or newer: the sentence is still played, but not to be kept.
   */
  at(path: string): Addressed | undefined {
    const [ending = ''] = ENDING.exec(path) ?? [];
    const rendition = RENDITIONS.find((known) => `.${known}` === ending);
    const [, folder, name] = /^([a-z]+)\/([\w.-]+)$/.exec(path.slice(0, path.length - ending.length)) ?? [];
    if (rendition === undefined || folder === undefined || name === undefined) return undefined;
    if (folder === 'said') {
      const said = this.tokens.open(name);
      return said && { ...said, kept: 'passing', rendition };
    }
    const language = LANGUAGES.find((known) => known === folder);
    const [, prompt, version] = /^(.+)\.([0-9a-f]{16})$/.exec(name) ?? [];
    if (!language || prompt === undefined || !isPromptId(prompt) || placeholderOf(prompt)) return undefined;
    const said: SaidPart = { part: { prompt }, language };
    return { ...said, kept: this.versions.get(key(said)) === version ? 'lasting' : 'passing', rendition };
  }

  async soundAt(url: string): Promise<{ wav: Buffer; mayBeKept: boolean } | undefined> {
    const base = `${this.settings.PUBLIC_URL}/audio/`;
    const wanted = url.startsWith(base) ? this.at(url.slice(base.length)) : undefined;
    if (!wanted) return undefined;
    const { wav, asIntended } = await this.renderer.render(wanted);
    return { wav, mayBeKept: wanted.kept === 'lasting' && asIntended };
  }
}

/** Every sentence of the catalogue that needs no value, in every language. */
export function fixedSentences(): SaidPart[] {
  const prompts = PROMPT_IDS.filter((prompt) => placeholderOf(prompt) === undefined);
  return LANGUAGES.flatMap((language) => prompts.map((prompt) => ({ part: { prompt }, language })));
}

const key = ({ part, language }: SaidPart): string => `${language}/${part.prompt}`;

function withoutLanguage({ prompt, value }: UtterancePart): SaidPart['part'] {
  return value === undefined ? { prompt } : { prompt, value };
}

/** A description of the card system may be long; its words are not, and saying them again changes nothing. */
function shortened({ part, language }: SaidPart): SaidPart {
  if (part.value?.kind !== 'merchant') return { part, language };
  const description = merchantInWords(part.value.description, language);
  return { part: { ...part, value: { kind: 'merchant', description } }, language };
}
