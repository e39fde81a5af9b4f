import type { Logger } from '#libs/logging';
import { hasValue, type Language, LANGUAGES, sentence, textForSynthesis } from '#libs/speech';
import { createHash } from 'node:crypto';
import PQueue from 'p-queue';
import type { SaidPart } from './said-token.js';
import { RecentSounds, type Sound } from './recent-sounds.js';
import type { Recordings } from './recordings.js';
import type { SoundStore } from './sound-store.js';
import type { Synthesiser } from './synthesiser.js';
import { encodeWav, TELEPHONE_RATE } from './wav.js';

/** Raised whenever the same text would sound otherwise: filter, levels, options of the synthesiser. */
const RENDERER_VERSION = 1;

const AT_ONCE = 2;
const MAX_WAITING = 64;
const DEADLINE_MS = 5_000;

/** All sentences of the catalogue in both languages are about 12 MB. */
const RECENT_BYTES = 24_000_000;
/** Long enough for a provider's second request or the rest of a range, and no longer. */
const SAID_LIFE_MS = 60_000;
/** A stand-in is tried again soon: what failed may work again. */
const STAND_IN_LIFE_MS = 5_000;

const PAUSE = new Int16Array(TELEPHONE_RATE / 5);

/** No way to say a part worked in any language, or too many were waiting; the cause is the last failure. */
export class NoSound extends Error {
  override readonly name = 'NoSound';
}

/** `soon` yields to sentences a caller is waiting for. */
export type Urgency = 'now' | 'soon';

/** One way to say a part. */
interface Way {
  /** False for a stand-in. */
  readonly isIntended: boolean;
  readonly make: () => Promise<Buffer>;
}

/** What the renderer renders with. */
export interface RenderingMeans {
  readonly recordings: Recordings;
  readonly synthesiser: Synthesiser | undefined;
  readonly store: SoundStore;
  readonly bankName: string;
  readonly logger: Logger;
  /** From asking the synthesiser to its sound, waiting included; 5 seconds unless given. */
  readonly deadlineMs?: number;
}

/**
 * Parts as sound: a recording, else the synthesiser, else both again in the other language (requirements 8). The same
 * part asked for by several is rendered once. Only sentences without a value are ever written to disk.
 */
export class Renderer {
  private readonly recent = new RecentSounds(RECENT_BYTES);
  private readonly underWay = new Map<string, Promise<Sound>>();
  private readonly queue = new PQueue({ concurrency: AT_ONCE });
  private readonly stopping = new AbortController();

  constructor(private readonly means: RenderingMeans) {}

  /** Whether a language can be spoken: by the synthesiser, or because everything was recorded. */
  canSpeak(language: Language): boolean {
    return this.means.synthesiser?.speaks(language) === true || this.means.recordings.isComplete(language);
  }

  /**
   * What the sound of a part depends on, as 64 hexadecimal digits: the same on every instance with the same recordings
   * and synthesiser. Throws what `sentence()` throws.
   */
  idOf(said: SaidPart): string {
    const recorded = this.means.recordings.versionOf(said.part, said.language);
    return recorded === undefined ? this.idWhenSynthesised(said) : hash(['recorded', recorded]);
  }

  /**
   * The sound of a part.
   * @throws NoSound
   */
  async render(said: SaidPart, urgency: Urgency = 'now'): Promise<Sound> {
    const id = this.idOf(said);
    const known = this.recent.get(id) ?? this.underWay.get(id);
    if (known) return known;
    const rendering = this.renderAnew(id, said, urgency).finally(() => this.underWay.delete(id));
    this.underWay.set(id, rendering);
    return rendering;
  }

  /** Gives up everything under way and forgets every sound. */
  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.underWay.values());
    this.recent.clear();
    await this.means.synthesiser?.close();
  }

  private async renderAnew(id: string, said: SaidPart, urgency: Urgency): Promise<Sound> {
    let failure: unknown;
    for (const { isIntended, make } of this.waysToSay(said, urgency)) {
      try {
        const wav = await make();
        const sound = { wav, tag: tagOf(wav), asIntended: isIntended };
        const lifeMs = isIntended ? SAID_LIFE_MS : STAND_IN_LIFE_MS;
        this.recent.put(id, sound, isIntended && !hasValue(said.part) ? undefined : lifeMs);
        return sound;
      } catch (error) {
        failure = error;
        if (this.stopping.signal.aborted) break;
        const { prompt } = said.part;
        this.means.logger.warn({ event: 'audio.way-failed', prompt, language: said.language, err: error });
      }
    }
    throw new NoSound(`no sound for ${said.part.prompt}`, { cause: failure });
  }

  /** In the order of requirements 8: as it should be, then what stands in for it. */
  private waysToSay(said: SaidPart, urgency: Urgency): Way[] {
    if (this.isUnsayable(said)) return [{ isIntended: true, make: async () => encodeWav(PAUSE) }];
    const { recordings, synthesiser } = this.means;
    const others = LANGUAGES.filter((language) => language !== said.language);
    return [said.language, ...others].flatMap((language) => {
      const isAsked = language === said.language;
      const isRecorded = recordings.versionOf(said.part, language) !== undefined;
      const ways: Way[] = [];
      if (isRecorded) {
        ways.push({ isIntended: isAsked, make: async () => encodeWav(await recordings.play(said.part, language)) });
      }
      if (synthesiser?.speaks(language)) {
        const make = async () => this.synthesised({ part: said.part, language }, synthesiser, urgency);
        ways.push({ isIntended: isAsked && !isRecorded, make });
      }
      return ways;
    });
  }

  /** No word is left of the part, or it is a name that nobody recorded and no program can read. */
  private isUnsayable(said: SaidPart): boolean {
    return this.textOf(said) === '' || (said.part.value?.kind === 'merchant' && !this.means.synthesiser);
  }

  private async synthesised(said: SaidPart, synthesiser: Synthesiser, urgency: Urgency): Promise<Buffer> {
    const text = textForSynthesis(this.textOf(said), said.language);
    const deadline = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(this.means.deadlineMs ?? DEADLINE_MS)]);
    const speak = async () => {
      // Whoever waited for a turn until now gives it up at once.
      deadline.throwIfAborted();
      return encodeWav(await synthesiser.speak(text, said.language, deadline));
    };
    const inTurn = async () => {
      if (this.queue.size >= MAX_WAITING) throw new NoSound('too many sentences are waiting to be rendered');
      return this.queue.add(speak, { priority: urgency === 'now' ? 1 : 0 });
    };
    return hasValue(said.part) ? inTurn() : this.kept(this.idWhenSynthesised(said), inTurn);
  }

  /** From the disk if it is there and whole, otherwise rendered and kept. */
  private async kept(id: string, render: () => Promise<Buffer>): Promise<Buffer> {
    const found = await this.means.store.read(id);
    if (Buffer.isBuffer(found)) return found;
    if (found === 'damaged') this.means.logger.warn({ event: 'audio.cache-damaged', file: id }, 'rendered again');
    const wav = await render();
    await this.means.store.write(id, wav).catch((error: unknown) => {
      // A full disk costs time, not the caller's answer.
      this.means.logger.warn({ event: 'audio.cache-not-written', err: error });
    });
    return wav;
  }

  private idWhenSynthesised(said: SaidPart): string {
    const voice = this.means.synthesiser?.voiceOf(said.language) ?? 'none';
    return hash(['synthesised', RENDERER_VERSION, voice, said.language, this.textOf(said)]);
  }

  private textOf({ part, language }: SaidPart): string {
    return sentence(part, language, this.means.bankName);
  }
}

const tagOf = (wav: Buffer): string => createHash('sha256').update(wav).digest('hex').slice(0, 32);

const hash = (parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex');
