import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian and its kind put libfaketime: a folder for each architecture. */
const LIBRARIES = '/usr/lib';
const LIBRARY = 'faketime/libfaketimeMT.so.1';

/** By then a process sees its clock as it was set: the library looks again each second, and so does what shows it. */
export const SEEN_WITHIN_SECONDS = 10;

/** The library that sets a process's clock; undefined where it is not installed. */
export function clockLibrary(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const folders = readdirSync(LIBRARIES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => join(LIBRARIES, name, LIBRARY)).find((path) => existsSync(path));
}

/** The clock on the wall as each process sees it; what counts only how long something takes is left as it is (F19). */
export class Clocks {
  /** @param folder that every process can read. */
  constructor(
    private readonly library: string,
    private readonly folder: string,
  ) {}

  /** What a process must be told at its start to have a clock of its own. */
  environmentOf(name: string): Record<string, string> {
    this.set(name, 0);
    return {
      LD_PRELOAD: this.library,
      FAKETIME_TIMESTAMP_FILE: this.fileOf(name),
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      // Its name in older versions.
      DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** Puts a process's clock forward, or back; seen within {@link SEEN_WITHIN_SECONDS}. */
  set(name: string, bySeconds: number): void {
    writeFileSync(this.fileOf(name), `${bySeconds < 0 ? '-' : '+'}${Math.abs(bySeconds)}\n`, { mode: 0o644 });
  }

  private fileOf(name: string): string {
    return join(this.folder, `clock-${name}`);
  }
}
