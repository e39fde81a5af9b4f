import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** More than anyone reads; the oldest make room. */
const KEPT = 1_000;

/** What is known of a mail without reading it. */
const CaughtMail = z.object({
  id: z.string().regex(/^\d{13}-[0-9a-f]{8}$/),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  receivedAt: z.iso.datetime(),
  bytes: z.int(),
});
export type CaughtMail = z.output<typeof CaughtMail>;

/** Mails on disk: each a message as it came (`.eml`) and what the list shows of it (`.json`). */
export class CaughtMails {
  private constructor(
    private readonly folder: string,
    /** Newest first. */
    private readonly mails: CaughtMail[],
  ) {}

  /** Opens a folder with the mails that are in it; what was cut short is left out. */
  static async open(folder: string): Promise<CaughtMails> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(folder))
      .filter((name) => name.endsWith('.json'))
      .sort()
      .reverse();
    const found = await Promise.all(names.map((name) => readNote(join(folder, name))));
    return new CaughtMails(
      folder,
      found.flatMap((mail) => mail ?? []),
    );
  }

  get count(): number {
    return this.mails.length;
  }

  /** Newest first. */
  list(from: number, count: number): readonly CaughtMail[] {
    return this.mails.slice(from, from + count);
  }

  find(id: string): CaughtMail | undefined {
    return this.mails.find((mail) => mail.id === id);
  }

  /** The message as it came. */
  raw({ id }: CaughtMail): Promise<Buffer> {
    return readFile(join(this.folder, `${id}.eml`));
  }

  /** Keeps a mail: when this returns it is on the disk. */
  async add(mail: Pick<CaughtMail, 'from' | 'to' | 'subject'>, raw: Buffer): Promise<CaughtMail> {
    const receivedAt = new Date();
    const id = `${receivedAt.getTime()}-${randomBytes(4).toString('hex')}`;
    const caught: CaughtMail = { ...mail, id, receivedAt: receivedAt.toISOString(), bytes: raw.length };
    await writeFile(join(this.folder, `${id}.eml`), raw, { mode: 0o600 });
    const note = join(this.folder, `${id}.json`);
    await writeFile(`${note}.unfinished`, JSON.stringify(caught), { mode: 0o600 });
    await rename(`${note}.unfinished`, note);
    this.mails.unshift(caught);
    await this.remove(this.mails.splice(KEPT));
    return caught;
  }

  /** Throws all of them away. */
  async clear(): Promise<void> {
    await this.remove(this.mails.splice(0));
  }

  private async remove(mails: readonly CaughtMail[]): Promise<void> {
    const files = mails.flatMap(({ id }) => [`${id}.json`, `${id}.eml`]);
    await Promise.all(files.map((file) => rm(join(this.folder, file), { force: true })));
  }
}

async function readNote(path: string): Promise<CaughtMail | undefined> {
  try {
    return CaughtMail.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Damaged by hand, or of an older version: not worth refusing to start.
    return undefined;
  }
}
