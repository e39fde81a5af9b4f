import { UploadFolder, type UploadStatus } from '#libs/bank-import';
import type { Proposal } from '../proposals/proposals.repository.js';
import { Problem } from '../routes/problem.js';
import type { AnnouncedImport } from './imports.repository.js';

const UNSEEN: Omit<UploadStatus, 'state' | 'at'> = { share: 0, rows: 0, stored: 0, refused: 0, why: null };

/** The files themselves, between whoever uploads them and the importer. */
export class Uploads {
  private readonly folderOf: UploadFolder | undefined;

  /** @param path undefined: files do not come this way. */
  constructor(path: string | undefined) {
    this.folderOf = path === undefined ? undefined : new UploadFolder(path);
  }

  get isOn(): boolean {
    return this.folderOf !== undefined;
  }

  /** @throws Problem `imports-elsewhere`. */
  get folder(): UploadFolder {
    if (this.folderOf) return this.folderOf;
    throw new Problem('imports-elsewhere', { detail: 'Use npm run import there, or set ADMIN_IMPORTS_DIR.' });
  }

  /** A file as staff see it. */
  async seen({ at: _at, begunByName, begunAt, endedAt: _endedAt, confirm: _confirm, ...file }: AnnouncedImport) {
    const { importId, bytes } = file;
    const [upload, status, there] = await Promise.all([
      this.folder.upload(importId),
      this.folder.status(importId),
      this.folder.receivedBytes(importId),
    ]);
    const { at: _told, ...told } = status ?? {
      ...UNSEEN,
      state: upload ? ('waiting' as const) : ('receiving' as const),
      at: '',
    };
    return {
      ...file,
      ...told,
      // Once it is loaded or refused its bytes are gone.
      receivedBytes: upload ? bytes : there,
      begunBy: begunByName,
      begunAt: begunAt.toISOString(),
    };
  }

  /** @throws Problem `conflict` for a file that is not checked, or was refused since. */
  async refuseUnchecked(importId: string): Promise<void> {
    const state = (await this.folder.status(importId))?.state ?? 'not there';
    if (state !== 'checked') throw new Problem('conflict', { detail: `The file is ${state}.` });
  }

  /** Tells the importer that a second person agreed; harmless to repeat. */
  async handOver({ subjectId, proposalId, change, ...proposal }: Proposal): Promise<void> {
    const { decidedBy, decidedByName, decidedAt } = proposal;
    if (change.kind !== 'import' || decidedBy === null || decidedByName === null || decidedAt === null)
      throw new TypeError('this is no approved proposal to load a file');
    await this.folder.approve({
      importId: subjectId,
      proposalId,
      sha256: change.file.sha256,
      proposedBy: { id: proposal.proposedBy, name: proposal.proposedByName },
      approvedBy: { id: decidedBy, name: decidedByName },
      approvedAt: decidedAt.toISOString(),
    });
  }
}
