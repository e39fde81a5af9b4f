import { type Language, LANGUAGES } from '#libs/speech';
import { execFile } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Piscina } from 'piscina';
import { errorCode } from './error-code.js';
import type { ResampleTask } from './resample.js';
import { decodeWav, UnreadableWav } from './wav.js';

const execFileAsync = promisify(execFile);

/** The voice of each language, as espeak-ng calls it. */
const VOICES: Record<Language, string> = { sq: 'sq', en: 'en-gb' };

/** Half a minute of sound is far more than any sentence; a program that writes on is stopped. */
const MAX_OUTPUT_BYTES = 3_000_000;

/** A busy machine takes seconds to start a program; a language whose voice is not found is not spoken until the next start. */
const PROBE_TIMEOUT_MS = 6_000;

/** The synthesiser did not do what was asked; the cause says why, the message never holds what was to be said. */
class SynthesisFailed extends Error {
  override readonly name = 'SynthesisFailed';
}

/** espeak-ng, one short-lived process for each sentence; its sound is brought to 8 kHz in a worker thread. */
export class Synthesiser {
  // Tests run the sources, where the worker is TypeScript that Node reads as it is.
  private readonly resampler = new Piscina<ResampleTask, Int16Array>({
    filename: fileURLToPath(new URL(`./resample${extname(import.meta.url)}`, import.meta.url)),
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: 10_000,
  });

  private constructor(
    private readonly path: string,
    private readonly rate: number,
    /** Part of what a sound depends on. */
    readonly version: string,
    private readonly languages: ReadonlySet<Language>,
  ) {}

  /** Looks for the program and its voices. Undefined, with the reason told, if it is not there or speaks none of ours. */
  static async find(path: string, rate: number, because: (reason: unknown) => void): Promise<Synthesiser | undefined> {
    try {
      const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
      const [about, ...speaks] = await Promise.all([
        run(path, ['--version'], '', signal),
        ...LANGUAGES.map((language) => hasVoice(path, VOICES[language], signal)),
      ]);
      const languages = new Set(LANGUAGES.filter((_, index) => speaks[index]));
      if (languages.size === 0) throw new SynthesisFailed('it has no voice for any of our languages');
      const version = about
        .toString('utf8')
        .replace(/Data at:.*/s, '')
        .trim();
      return new Synthesiser(path, rate, version, languages);
    } catch (error) {
      because(error);
      return undefined;
    }
  }

  /** Whether there is a voice for a language. */
  speaks(language: Language): boolean {
    return this.languages.has(language);
  }

  /** Everything beside the text that the sound of a sentence depends on. */
  voiceOf(language: Language): string {
    return `${this.version} ${VOICES[language]} ${this.rate}`;
  }

  /**
   * A text, already fit for the synthesiser (`textForSynthesis`), as samples of 8 kHz.
   * @throws SynthesisFailed when the program fails, says nothing, or the signal ends it.
   */
  async speak(text: string, language: Language, signal: AbortSignal): Promise<Int16Array> {
    try {
      // On standard input, where neither a leading minus nor anything else in the text is an option.
      const options = ['-v', VOICES[language], '-s', String(this.rate), '-b', '1', '--stdin', '--stdout'];
      const { samples, rate } = decodeWav(await run(this.path, options, text, signal), { streamed: true });
      return await this.resampler.run({ samples, fromRate: rate }, { signal });
    } catch (cause) {
      throw new SynthesisFailed(`no speech from ${this.path} in language ${language}`, { cause: withoutOutput(cause) });
    }
  }

  /** Ends the worker thread. Processes under way are ended by their signals. */
  async close(): Promise<void> {
    await this.resampler.destroy();
  }
}

async function hasVoice(path: string, voice: string, signal: AbortSignal): Promise<boolean> {
  return run(path, ['-v', voice, '-q', '--stdin'], ' ', signal).then(
    () => true,
    () => false,
  );
}

async function run(path: string, options: readonly string[], input: string, signal: AbortSignal): Promise<Buffer> {
  const running = execFileAsync(path, options, {
    encoding: 'buffer',
    maxBuffer: MAX_OUTPUT_BYTES,
    signal,
    killSignal: 'SIGKILL',
    // Another program gets nothing of our environment but where programs are.
    env: { PATH: process.env['PATH'] },
  });
  // A program that ends without reading breaks the pipe; how it ended is reported below.
  running.child.stdin?.on('error', () => undefined);
  running.child.stdin?.end(input);
  const { stdout } = await running;
  return stdout;
}

/** Errors of a child process hold what it wrote to standard error, which may repeat its input. */
function withoutOutput(cause: unknown): Error {
  if (cause instanceof UnreadableWav) return cause;
  return new Error(errorCode(cause) ?? (cause instanceof Error ? cause.name : 'unknown'));
}
