import type { Logger } from '#libs/logging';
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SoundSource } from '../../../audio/audio-library.js';
import type { AsteriskOptions } from './asterisk.config.js';

/** Where sentences with a client's data lie for as long as they are played; emptied at every start. */
const PASSING_FOLDER = 'said';

/** What Asterisk is told to play, and how it is taken away again. */
export interface SoundFile {
  /** Without an ending where it is a file, as Asterisk wants it. */
  readonly name: string;
  /** Removes it, if it may not stay. */
  readonly forget: () => Promise<void>;
}

/**
 * Hands sounds to Asterisk: as the addresses they have, which it fetches and keeps in its media cache, or as files in a
 * folder it reads too.
 */
export class AsteriskSounds {
  /** Sentences of the catalogue that lie in the folder. */
  private readonly written = new Map<string, Promise<void>>();

  constructor(
    private readonly folders: AsteriskOptions['sounds'],
    private readonly source: SoundSource,
    private readonly logger: Logger,
  ) {}

  /** Removes what an instance that was killed could not. */
  async prepare(): Promise<void> {
    if (!this.folders) return;
    const passing = join(this.folders.folder, PASSING_FOLDER);
    await rm(passing, { recursive: true, force: true });
    await mkdir(passing, { recursive: true });
  }

  /** The sound at one of our addresses; undefined, and told, when there is none: the call goes on without it. */
  async fileOf(url: string): Promise<SoundFile | undefined> {
    if (!this.folders) return { name: url, forget: async () => undefined };
    try {
      const sound = await this.source.soundAt(url);
      if (!sound) throw new Error('no sound has this address, or no longer');
      return sound.mayBeKept ? await this.lasting(url, sound.wav) : await this.passing(sound.wav);
    } catch (error) {
      this.logger.error({ event: 'sound-not-handed-over', alert: true, provider: 'asterisk', err: error }, 'left out');
      return undefined;
    }
  }

  private async lasting(url: string, wav: Buffer): Promise<SoundFile> {
    // `<language>/<prompt id>.<version>`: the version changes with the sound, so what lies there is never another one.
    const [, name = ''] = /\/audio\/([\w/.-]+)\.wav$/.exec(url) ?? [];
    const writing = this.written.get(name) ?? this.write(name, wav);
    this.written.set(name, writing);
    await writing.catch((error: unknown) => {
      this.written.delete(name);
      throw error;
    });
    return { name: this.nameForAsterisk(name), forget: async () => undefined };
  }

  private async passing(wav: Buffer): Promise<SoundFile> {
    const name = join(PASSING_FOLDER, randomUUID());
    await this.write(name, wav);
    return { name: this.nameForAsterisk(name), forget: async () => rm(this.pathOf(name), { force: true }) };
  }

  /** Asterisk never finds half a file under a name. */
  private async write(name: string, wav: Buffer): Promise<void> {
    const path = this.pathOf(name);
    const half = join(dirname(path), `.${randomUUID()}`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(half, wav);
    await rename(half, path);
  }

  private pathOf(name: string): string {
    return join(this.folders?.folder ?? '', `${name}.wav`);
  }

  private nameForAsterisk(name: string): string {
    return join(this.folders?.asteriskFolder ?? '', name);
  }
}
