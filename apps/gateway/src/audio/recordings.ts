import { ConfigurationError } from '#libs/config';
import {
  fragmentsOf,
  fragmentWords,
  hasValue,
  isPromptId,
  type Language,
  LANGUAGES,
  PROMPT_IDS,
  type SpokenValue,
  type UtterancePart,
} from '#libs/speech';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './error-code.js';
import { decodeWav, TELEPHONE_RATE, UnreadableWav } from './wav.js';

/** A recording is not as it was at the start; the caller hears the synthesiser instead. */
export class RecordingChanged extends Error {
  override readonly name = 'RecordingChanged';
}

interface Recording {
  readonly path: string;
  readonly digest: string;
}

const FRAGMENTS_FOLDER = 'fragments';

/** Between two recordings of one sentence: 50 ms, since each was spoken alone. */
const GAP = new Int16Array(TELEPHONE_RATE / 20);

/**
 * The bank's own recordings: `<language>/<prompt id>.wav`, and the words of values as
 * `<language>/fragments/<words-with-hyphens>.wav`. Looked at once, at the start.
 */
export class Recordings {
  private constructor(private readonly files: ReadonlyMap<string, Recording>) {}

  /**
   * Reads the folder. Every file that cannot be used is told by its name, and its sentence is synthesised.
   * @throws ConfigurationError when there is no such folder.
   */
  static async in(folder: string | undefined, tell: (problem: string) => void): Promise<Recordings> {
    const files = new Map<string, Recording>();
    if (folder === undefined) return new Recordings(files);
    const isFolder = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) throw new ConfigurationError(`RECORDINGS_DIR: there is no folder ${folder}`);
    for (const language of LANGUAGES) {
      const fragments = new Map(
        fragmentWords(language).map((words) => [fileName(words), fragmentKey(language, words)]),
      );
      await readAll(join(folder, language), (name) => (isPromptId(name) ? promptKey(language, name) : undefined));
      await readAll(join(folder, language, FRAGMENTS_FOLDER), (name) => fragments.get(name));
    }
    return new Recordings(files);

    async function readAll(from: string, keyOf: (name: string) => string | undefined): Promise<void> {
      for (const file of await filesIn(from)) {
        const path = join(from, file);
        // macOS hands out names whose ë is two characters.
        const key = keyOf(file.normalize('NFC').replace(/\.wav$/, ''));
        if (key === undefined || !file.endsWith('.wav')) tell(`recording ${path} is not used: nothing has this name`);
        else {
          try {
            const content = await readFile(path);
            telephoneSamples(content);
            files.set(key, { path, digest: digestOf(content) });
          } catch (error) {
            tell(`recording ${path} cannot be used: ${reasonOf(error)}`);
          }
        }
      }
    }
  }

  /** What the sound of a part depends on, or undefined if not every word of it was recorded. */
  versionOf(part: UtterancePart, language: Language): string | undefined {
    return this.piecesOf(part, language)
      ?.map(({ digest }) => digest)
      .join();
  }

  /** Whether every sentence and every word of values was recorded: such a language needs no synthesiser. */
  isComplete(language: Language): boolean {
    return (
      PROMPT_IDS.every((prompt) => this.files.has(promptKey(language, prompt))) &&
      fragmentWords(language).every((words) => this.files.has(fragmentKey(language, words)))
    );
  }

  /**
   * The sound of a part every word of which was recorded ({@link versionOf}): recordings and synthesis are not mixed in
   * one sentence (requirements 9).
   * @throws RecordingChanged when a file was altered or taken away since the start.
   */
  async play(part: UtterancePart, language: Language): Promise<Int16Array> {
    const pieces = this.piecesOf(part, language);
    if (!pieces) throw new RangeError(`not every word of ${part.prompt} was recorded`);
    const sounds: Int16Array[] = [];
    for (const { path, digest } of pieces) {
      const content = await readFile(path).catch(() => undefined);
      if (!content || digestOf(content) !== digest)
        throw new RecordingChanged(`recording ${path} was changed or removed`);
      if (sounds.length > 0) sounds.push(GAP);
      sounds.push(telephoneSamples(content));
    }
    return joined(sounds);
  }

  private piecesOf(part: UtterancePart, language: Language): Recording[] | undefined {
    const keys = [promptKey(language, part.prompt)];
    if (part.value) {
      const words = valueKeys(part.value, language);
      if (!words) return undefined;
      keys.push(...words);
    } else if (hasValue(part)) return undefined;
    const found = keys.map((key) => this.files.get(key)).filter((recording) => recording !== undefined);
    return found.length === keys.length ? found : undefined;
  }
}

/** The name of a currency after «në» is a sentence of the catalogue; every other value is made of fragments. */
function valueKeys(value: SpokenValue, language: Language): string[] | undefined {
  if (value.kind !== 'currency') return fragmentsOf(value, language)?.map((words) => fragmentKey(language, words));
  const prompt = `currency.${value.currency}`;
  return isPromptId(prompt) ? [promptKey(language, prompt)] : undefined;
}

const promptKey = (language: Language, prompt: string): string => `${language}/${prompt}`;
const fragmentKey = (language: Language, words: string): string => `${language}/${FRAGMENTS_FOLDER}/${words}`;
const fileName = (words: string): string => words.replaceAll(' ', '-');
const digestOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name);
  } catch (error) {
    // A bank may have recorded one language only, or no fragments.
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function telephoneSamples(content: Buffer): Int16Array {
  const { samples, rate } = decodeWav(content);
  if (rate !== TELEPHONE_RATE) throw new UnreadableWav(`it has ${rate} samples a second, not ${TELEPHONE_RATE}`);
  return samples;
}

function reasonOf(error: unknown): string {
  if (error instanceof UnreadableWav) return `${error.message} (PCM WAV of 8 kHz, mono, 16 bit is needed)`;
  return `it cannot be read (${errorCode(error) ?? 'unknown'})`;
}

function joined(sounds: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(sounds.reduce((length, sound) => length + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
}
