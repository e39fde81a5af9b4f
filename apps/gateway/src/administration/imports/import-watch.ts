import type { AuditTrail } from '#libs/audit';
import type { UploadStatus } from '#libs/bank-import';
import type { Logger } from '#libs/logging';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { RepeatedLook } from '../repeated-look.js';
import type { Proposal, ProposalsRepository } from '../proposals/proposals.repository.js';
import type { AnnouncedImport, ImportsRepository } from './imports.repository.js';
import type { Uploads } from './uploads.js';

const LOOK_MS = 2_000;
const TIDY_EVERY = 300;

/**
 * Looks what the importer made of the files: writes to the audit trail what was loaded, settles the proposal, and hands over
 * what was approved when a gateway died before it could. Any number of gateways may do so.
 */
export class ImportWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly watching = new RepeatedLook(() => this.look(), LOOK_MS);
  private looks = 0;

  constructor(
    private readonly parts: {
      readonly imports: ImportsRepository;
      readonly proposals: ProposalsRepository;
      readonly uploads: Uploads;
      readonly audit: Pick<AuditTrail, 'transaction'>;
      readonly logger: Logger;
    },
  ) {}

  onApplicationBootstrap(): void {
    if (this.parts.uploads.isOn) this.watching.begin();
  }

  onApplicationShutdown(): Promise<void> {
    return this.watching.end();
  }

  /** Never throws: what cannot be told now is told with a later look. */
  private async look(): Promise<void> {
    const { imports, uploads, logger } = this.parts;
    try {
      for (const file of await imports.open()) await this.lookAt(file);
      if (this.looks++ % TIDY_EVERY !== 0) return;
      for (const id of await imports.tidy()) await uploads.folder.remove(id);
    } catch (error) {
      logger.warn({ event: 'imports-not-seen', err: error }, 'looked at again later');
    }
  }

  private async lookAt(file: AnnouncedImport): Promise<void> {
    const { proposals, uploads } = this.parts;
    const { folder } = uploads;
    const status = await folder.status(file.importId);
    const proposal = file.proposalId === null ? undefined : await proposals.found(file.proposalId);
    const approved = proposal?.state === 'approved' ? proposal : undefined;
    if (status?.state === 'loaded' || status?.state === 'refused') await this.settle(file, status, approved);
    else if (approved && !(await folder.approval(file.importId))) await uploads.handOver(approved);
  }

  /** All of it or nothing, by the first gateway that sees it. */
  private async settle(file: AnnouncedImport, status: UploadStatus, approved: Proposal | undefined): Promise<void> {
    const { imports, proposals, audit } = this.parts;
    const { importId, kind, sha256 } = file;
    const { state, rows, stored, refused, why } = status;
    const outcome = state === 'loaded' ? `${stored} rows stored, ${refused} bad` : (why ?? 'refused');
    await audit.transaction(async (manager, record) => {
      if (!(await imports.end(importId, manager))) return;
      await record({
        actor: 'service:importer',
        action: `import.${state}`,
        subject: `import:${importId}`,
        ...(why === null ? {} : { reason: why }),
        details: { kind, sha256, rows, stored, refused, proposalId: approved?.proposalId ?? null },
      });
      if (approved)
        await proposals.settle(approved.proposalId, state === 'loaded' ? 'applied' : 'failed', outcome, manager);
    });
  }
}
