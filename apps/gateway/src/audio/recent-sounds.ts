/** A WAV ready to be sent. */
export interface Sound {
  readonly wav: Buffer;
  /** For `ETag`, without quotes. */
  readonly tag: string;
  /** False if it stands in for the sound that belongs there (requirements 8), so nobody may keep it. */
  readonly asIntended: boolean;
}

interface Entry {
  readonly sound: Sound;
  readonly forget: NodeJS.Timeout | undefined;
}

/** The sounds asked for last, bounded by their bytes; those with a life are forgotten when it ends, asked for or not. */
export class RecentSounds {
  // A Map keeps the order of insertion: the first is the one not asked for the longest.
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  get(id: string): Sound | undefined {
    const entry = this.entries.get(id);
    if (!entry) return undefined;
    this.entries.delete(id);
    this.entries.set(id, entry);
    return entry.sound;
  }

  /** Keeps a sound, for `lifeMs` if given. One larger than the whole is not kept. */
  put(id: string, sound: Sound, lifeMs?: number): void {
    this.forget(id);
    if (sound.wav.length > this.maxBytes) return;
    const forget = lifeMs === undefined ? undefined : setTimeout(() => this.forget(id), lifeMs).unref();
    this.entries.set(id, { sound, forget });
    this.bytes += sound.wav.length;
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= this.maxBytes) break;
      this.forget(oldest);
    }
  }

  /** Forgets everything. */
  clear(): void {
    for (const id of [...this.entries.keys()]) this.forget(id);
  }

  private forget(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    clearTimeout(entry.forget);
    this.entries.delete(id);
    this.bytes -= entry.sound.wav.length;
  }
}
