import {
  type Approval,
  importFile,
  ImportFileError,
  type ImportReport,
  type SendRows,
  type Upload,
  type UploadFolder,
  type UploadStatus,
} from '#libs/bank-import';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What loading uploads needs. */
export interface LoadingUploads {
  /** Shared with the administration, which may write anything there. */
  readonly folder: UploadFolder;
  /** The importer's own: what was copied and looked at, and how far it came. */
  readonly work: string;
  readonly send: SendRows;
  /** Says to a service that what it holds is right as of a moment. */
  readonly confirm: (kind: Upload['kind'], asOf: Date) => Promise<void>;
  /** Hears of each end, and of what is tried again. */
  readonly say: (line: string) => void;
}

const LOOK_MS = 1_000;
/** Nobody waits for a file whose importer says nothing for longer. */
const TELL_EVERY_MS = 500;

/** What there is to do with an upload, and in which order. */
interface Task {
  readonly id: string;
  readonly order: string;
  readonly work: () => Promise<void>;
}

/** The bytes are not those that were announced, checked or approved. */
class OtherBytes extends Error {
  override readonly name = 'OtherBytes';
}

/**
 * Checks files that were uploaded, and loads those that a second person approved. Each file is copied first, so that what is
 * loaded is what was checked: its digest is compared with the one that was announced, and with the one that was approved.
 * Killed at any moment and started again, it goes on.
 */
export class UploadsLoader {
  private readonly troubled = new Map<string, string>();

  constructor(private readonly parts: LoadingUploads) {}

  /** Until the signal; `once`: until nothing is left to do. */
  async run(signal: AbortSignal, { once = false } = {}): Promise<void> {
    await mkdir(this.parts.work, { recursive: true, mode: 0o700 });
    while (!signal.aborted) {
      const didSomething = await this.round(signal);
      if (once && !didSomething) return;
      if (!didSomething) await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** What was approved first. @returns whether there was anything to do. */
  private async round(signal: AbortSignal): Promise<boolean> {
    const { folder } = this.parts;
    const known = new Set(await folder.ids());
    for (const id of await readdir(this.parts.work)) if (!known.has(id)) await this.forget(id);
    const tasks: Task[] = [];
    const isOver = () => signal.aborted;
    for (const id of known) {
      try {
        const task = await this.taskOf(id, signal);
        if (task) tasks.push(task);
      } catch (error) {
        this.complain(id, error);
      }
    }
    for (const { id, work } of tasks.sort((a, b) => a.order.localeCompare(b.order))) {
      if (isOver()) return false;
      try {
        await work();
        this.troubled.delete(id);
        return true;
      } catch (error) {
        // Others need not wait for a service that this one needs.
        if (!isOver()) this.complain(id, error);
      }
    }
    return false;
  }

  /** Once for each thing that goes wrong, however often it is tried. */
  private complain(id: string, error: unknown): void {
    const what = error instanceof Error ? error.message : String(error);
    if (this.troubled.get(id) !== what) this.parts.say(`${id}: ${what}; tried again until it is discarded`);
    this.troubled.set(id, what);
  }

  private async taskOf(id: string, signal: AbortSignal): Promise<Task | undefined> {
    const { folder } = this.parts;
    const [upload, status, approval] = await Promise.all([folder.upload(id), folder.status(id), folder.approval(id)]);
    if (!upload || upload.importId !== id) return undefined;
    const state = status?.state ?? 'checking';
    if (state === 'checking') return { id, order: `2 ${upload.begunAt}`, work: () => this.check(upload, signal) };
    if (state === 'loading' || (state === 'checked' && approval))
      return approval && { id, order: `1 ${approval.approvedAt}`, work: () => this.load(upload, approval, signal) };
    return undefined;
  }

  private async check(upload: Upload, signal: AbortSignal): Promise<void> {
    await this.orRefused(upload, async () => {
      const file = await this.copyOf(upload, upload.sha256);
      const { send } = this.parts;
      // Nothing is stored: each row is looked at here and by the service it is for.
      const onlyCheck: SendRows = (kind, rows, context) => send(kind, rows, { ...context, onlyCheck: true });
      const report = await this.import(upload, { file, state: 'checking', onError: 'skip', signal }, onlyCheck);
      if (report.refused > 0 && upload.onError === 'refuse')
        await this.end(upload, 'refused', report, `${report.refused} of ${report.rows} rows are bad`);
      else await this.tell(upload, { ...figures(report), state: 'checked', share: 1, why: null });
    });
  }

  private async load(upload: Upload, approval: Approval, signal: AbortSignal): Promise<void> {
    await this.orRefused(upload, async () => {
      if (approval.importId !== upload.importId) throw new OtherBytes('was not what was approved');
      const file = await this.copyOf(upload, approval.sha256);
      const { onError } = upload;
      const report = await this.import(upload, { file, state: 'loading', onError, signal }, this.parts.send);
      if (report.phase === 'refused') {
        await this.end(upload, 'refused', report, `${report.refused} of ${report.rows} rows are bad by now`);
        return;
      }
      if (upload.confirm) await this.parts.confirm(upload.kind, new Date(upload.begunAt));
      await this.end(upload, 'loaded', report, null);
    });
  }

  /** Goes on where an earlier run of the same state was cut short. */
  private async import(
    upload: Upload,
    run: { file: string; state: 'checking' | 'loading'; onError: Upload['onError']; signal: AbortSignal },
    send: SendRows,
  ): Promise<ImportReport> {
    let telling = Promise.resolve();
    let toldAt = 0;
    const { kind, format } = upload;
    const { file, state, onError, signal } = run;
    const journal = join(this.workOf(upload.importId), `${state}.json`);
    const report = await importFile(
      {
        ...{ file, kind, format, onError, journal, signal, resume: true },
        onProgress: ({ rows, stored, refused, share }) => {
          if (performance.now() - toldAt < TELL_EVERY_MS) return;
          toldAt = performance.now();
          telling = telling.then(() => this.tell(upload, { rows, stored, refused, share, state, why: null }));
        },
      },
      send,
    );
    await telling;
    await this.parts.folder.tellRefused(upload.importId, report.refusedFile);
    return report;
  }

  /** A copy of our own whose bytes are certainly those of this digest. @throws OtherBytes */
  private async copyOf(upload: Upload, sha256: string): Promise<string> {
    const file = join(this.workOf(upload.importId), `content.${upload.format}`);
    await mkdir(this.workOf(upload.importId), { recursive: true, mode: 0o700 });
    const isThere = await stat(file).then(
      () => true,
      () => false,
    );
    const digest = isThere ? await digestOf(file) : await copied(this.parts.folder.contentOf(upload.importId), file);
    if (digest === sha256) return file;
    throw new OtherBytes('the file is not the one that was announced: its SHA-256 is another');
  }

  /** What will never become better is the end of the file. */
  private async orRefused(upload: Upload, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof OtherBytes || error instanceof ImportFileError)) throw error;
      await this.end(upload, 'refused', { rows: 0, stored: 0, refused: 0 }, error.message.slice(0, 300));
    }
  }

  /** Told first: who dies in between finds nothing left to do but to tidy. */
  private async end(
    upload: Upload,
    state: 'loaded' | 'refused',
    report: Pick<UploadStatus, 'rows' | 'stored' | 'refused'>,
    why: string | null,
  ): Promise<void> {
    const { rows, refused } = report;
    const stored = state === 'loaded' ? report.stored : 0;
    await this.tell(upload, { rows, stored, refused, state, share: 1, why });
    await this.parts.folder.erase(upload.importId);
    await this.forget(upload.importId);
    this.parts.say(`${upload.importId} (${upload.kind}): ${state}, ${stored} rows stored, ${refused} bad`);
  }

  private tell(upload: Upload, status: Omit<UploadStatus, 'at'>): Promise<void> {
    return this.parts.folder.tell(upload.importId, { ...status, at: new Date().toISOString() });
  }

  private workOf(importId: string): string {
    return join(this.parts.work, importId);
  }

  private async forget(importId: string): Promise<void> {
    await rm(this.workOf(importId), { recursive: true, force: true });
  }
}

const figures = ({ rows, stored, refused }: ImportReport) => ({ rows, stored, refused });

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** All of it or nothing. @returns its digest. */
async function copied(from: string, to: string): Promise<string> {
  const hash = createHash('sha256');
  const unfinished = await open(`${to}.unfinished`, 'w', 0o600);
  try {
    for await (const chunk of createReadStream(from)) {
      hash.update(chunk as Buffer);
      await unfinished.write(chunk as Buffer);
    }
    await unfinished.datasync();
  } finally {
    await unfinished.close();
  }
  await rename(`${to}.unfinished`, to);
  return hash.digest('hex');
}
