import { isPromptId, type Language, LANGUAGES, sentence, type UtterancePart } from '#libs/speech';
import { type HeardPart, LineFault } from '../../phone-line.js';
import { languageOf, SentencesByWords } from './sentences-by-words.js';

/** What is behind the token of a sentence with a client's data; undefined for whoever may not know. */
export type ReadSaid = (token: string) => { part: UtterancePart; language: Language } | undefined;

/** Something was said that is none of the bank's sentences. */
export class UnknownSentence extends LineFault {
  override readonly name = 'UnknownSentence';
}

/** Turns what a provider says or plays back into the prompts of the catalogue. */
export class WhatWasSaid {
  private readonly sentences: SentencesByWords;

  constructor(
    private readonly bankName: string,
    private readonly publicUrl: string,
    private readonly readSaid: ReadSaid = () => undefined,
  ) {
    this.sentences = SentencesByWords.of(bankName);
  }

  /** A text said by a voice of that language tag. @throws UnknownSentence when it is none of ours. */
  spoken(text: string, tag: string): HeardPart {
    const language = languageOf(tag);
    if (!language) throw new UnknownSentence(`said in ${tag}`);
    const [prompt, ...alsoReads] = this.sentences.promptsReading(text, language);
    if (prompt === undefined) throw new UnknownSentence(`not a sentence of the bank: ${text}`);
    return { prompt, alsoReads, language, text };
  }

  /** A sound at that address. @throws UnknownSentence when it is none of ours. */
  played(url: string): HeardPart {
    const sounds = `${this.publicUrl}/audio/`;
    const [, folder, name] =
      /^([a-z]+)\/([\w.-]+?)\.(?:wav|ulaw|ulaw\.wav|alaw\.wav)$/.exec(
        url.startsWith(sounds) ? url.slice(sounds.length) : '',
      ) ?? [];
    if (folder === 'said' && name !== undefined) return this.said(name);
    const language = LANGUAGES.find((known) => known === folder);
    const prompt = name?.replace(/\.[0-9a-f]+$/, '');
    if (!language || prompt === undefined || !isPromptId(prompt))
      throw new UnknownSentence(`not a sound of the bank: ${url}`);
    return this.part({ prompt }, language);
  }

  private said(token: string): HeardPart {
    const said = this.readSaid(token);
    // Only Albanian is played unless the bank chose otherwise.
    if (!said) return { prompt: undefined, language: 'sq', text: '(a sentence with data of the client)' };
    return this.part(said.part, said.language);
  }

  private part(part: UtterancePart, language: Language): HeardPart {
    return { prompt: part.prompt, language, text: sentence(part, language, this.bankName) };
  }
}
