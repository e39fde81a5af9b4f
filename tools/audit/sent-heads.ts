import { headsFileIn, type HeadSigner, type SignedHeads } from '#libs/audit';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** The heads of a schema that were sent away, read line by line. */
export class SentHeads {
  /** Lines that claim to be heads and are not signed with this bank's key, by number. */
  readonly forged: number[] = [];
  /** Lines that cannot be read, such as one a crash left unfinished. */
  unreadable = 0;

  constructor(
    /** A file, or a folder with one file for each schema. */
    private readonly place: string,
    private readonly schema: string,
    private readonly signer: HeadSigner,
  ) {}

  get file(): string {
    return existsSync(this.place) && statSync(this.place).isFile() ? this.place : headsFileIn(this.place, this.schema);
  }

  /** Oldest first; none when there is no file. */
  async *read(): AsyncGenerator<SignedHeads> {
    if (!existsSync(this.file)) return;
    let number = 0;
    for await (const line of createInterface({ input: createReadStream(this.file), crlfDelay: Infinity })) {
      number += 1;
      if (line.trim() === '') continue;
      const heads = this.signer.read(line);
      if (heads) yield heads;
      else if (isObject(line)) this.forged.push(number);
      else this.unreadable += 1;
    }
  }
}

function isObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
