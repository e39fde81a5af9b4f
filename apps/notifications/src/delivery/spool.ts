import { ConfigurationError } from '#libs/config';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders this very process uses: in tests it may run more than one service. */
const inUse = new Set<string>();

/** A folder of one e-mail's documents. */
export interface SpoolFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * Where large documents lie between being written and being sent: files of this service alone, gone when their e-mail is done,
 * at the latest with the next start after a crash.
 */
export class Spool {
  private constructor(private readonly folder: string) {}

  /** @throws ConfigurationError when others could look into the folder. */
  static async open(root: string): Promise<Spool> {
    await mkdir(root, { recursive: true, mode: 0o700 });
    const { uid, mode, ...stats } = await lstat(root).then((found) => ({
      uid: found.uid,
      mode: found.mode,
      isFolder: found.isDirectory(),
    }));
    if (!stats.isFolder || uid !== process.getuid?.() || (mode & 0o077) !== 0)
      throw new ConfigurationError(`EMAIL_SPOOL_DIR ${root} must be a folder of this user alone (mode 0700)`);
    await removeLeftovers(root);
    const folder = await mkdtemp(join(root, `${process.pid}-`));
    inUse.add(folder);
    return new Spool(folder);
  }

  /** A folder for whoever needs it and makes it; disposing of it removes it with everything in it. */
  folderFor(deliveryId: string): SpoolFolder {
    const path = join(this.folder, `${deliveryId}-${randomUUID()}`);
    return {
      path,
      [Symbol.asyncDispose]: async () => {
        if (existsSync(path)) await rm(path, { recursive: true });
      },
    };
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    inUse.delete(this.folder);
  }
}

/** What a process left that is no more. */
async function removeLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const path = join(root, name);
    const pid = Number(/^(\d+)-/.exec(name)?.[1] ?? Number.NaN);
    if (inUse.has(path) || (pid !== process.pid && isAlive(pid))) continue;
    await rm(path, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
