import { UploadRefused } from '#libs/bank-import';
import { Controller, Inject } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { ProposalsRepository } from '../proposals/proposals.repository.js';
import { detailOf } from '../proposals/seen-proposal.js';
import { AdminRoute, Ask, type Asked } from '../routes/admin-route.js';
import { cursor, pageSize, placeOf, TimedPlace } from '../routes/paging.js';
import { Problem } from '../routes/problem.js';
import {
  BeginImport,
  DiscardImport,
  GetImport,
  ListImports,
  ListRefusedRows,
  ProposeImport,
  UploadContent,
} from './imports.routes.js';
import { type AnnouncedImport, ImportsRepository } from './imports.repository.js';
import { Uploads } from './uploads.js';

const RowPlace = z.strictObject({ rows: z.string().regex(/^\d{1,10}$/) });

/** Files of the bank's data: taken in here, looked at and loaded by the importer, which alone may (docs/decisions, 11). */
@Controller('admin/v1')
export class ImportsController {
  constructor(
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
    @Inject(Uploads) private readonly uploads: Uploads,
    @Inject(ProposalsRepository) private readonly proposals: ProposalsRepository,
  ) {}

  @AdminRoute(ListImports)
  async listImports(@Ask() { query }: Asked<typeof ListImports>) {
    const limit = pageSize(query);
    const { uploads } = this;
    const place = placeOf(TimedPlace, query.after);
    const files = uploads.isOn ? await this.imports.list(limit, place) : [];
    const last = files.length === limit ? files.at(-1) : undefined;
    return {
      imports: await Promise.all(files.map((file) => uploads.seen(file))),
      next: last ? cursor({ at: last.at, id: last.importId }) : null,
    };
  }

  @AdminRoute(BeginImport)
  async beginImport(@Ask() { body, actor, commandId: importId, note }: Asked<typeof BeginImport>) {
    note({ subject: `import:${importId}`, after: body });
    const { folder } = this.uploads;
    const file = await this.imports.add({ importId, ...body }, actor);
    await folder.begin(importId);
    return this.uploads.seen(file);
  }

  @AdminRoute(GetImport)
  async getImport(@Ask() { params: { importId } }: Asked<typeof GetImport>) {
    return this.uploads.seen(await this.imports.found(importId));
  }

  /** @throws Problem `conflict` when all of it is there already, or the offset is behind the end. */
  @AdminRoute(UploadContent)
  async uploadContent(@Ask() { params: { importId }, query, file, note }: Asked<typeof UploadContent>) {
    const announced = await this.imports.found(importId);
    const { folder } = this.uploads;
    if (announced.endedAt !== null || (await folder.upload(importId)))
      throw new Problem('conflict', { detail: 'All of it is there.' });
    const received = await this.received(announced, query.offset ?? 0, file);
    note({ subject: `import:${importId}`, after: { receivedBytes: received } });
    if (received === announced.bytes) await folder.complete(uploadOf(announced));
    return this.uploads.seen(announced);
  }

  @AdminRoute(ListRefusedRows)
  async listRefusedRows(@Ask() { params: { importId }, query }: Asked<typeof ListRefusedRows>) {
    const limit = pageSize(query);
    const skip = Number(placeOf(RowPlace, query.after)?.rows ?? 0);
    await this.imports.found(importId);
    const rows = await this.uploads.folder.refusedRows(importId, skip, limit);
    return { rows, next: rows.length === limit ? cursor({ rows: String(skip + limit) }) : null };
  }

  /** @throws Problem `conflict` before it is checked, and when there is an open proposal. */
  @AdminRoute(ProposeImport)
  async proposeImport(@Ask() { params: { importId }, body, actor, commandId, note }: Asked<typeof ProposeImport>) {
    const { kind, format, onError, bytes, sha256, rows, refused } = await this.uploads.seen(
      await this.imports.found(importId),
    );
    const file = { kind, format, onError, bytes, sha256, rows, refused };
    note({ subject: `import:${importId}`, after: file, reason: body.reason });
    await this.uploads.refuseUnchecked(importId);
    const change = { kind: 'import', file } as const;
    return detailOf(await this.proposals.add(commandId, { subjectId: importId, change, reason: body.reason }, actor));
  }

  /** @throws Problem `conflict` when somebody proposed to load it. */
  @AdminRoute(DiscardImport)
  async discardImport(@Ask() { params: { importId }, note }: Asked<typeof DiscardImport>) {
    note({ subject: `import:${importId}` });
    await this.imports.found(importId);
    const { folder } = this.uploads;
    if (!(await this.imports.discard(importId)))
      throw new Problem('conflict', { detail: 'Somebody proposed to load it: withdraw or reject that first.' });
    await folder.remove(importId);
    return { isDiscarded: true as const };
  }

  private async received({ importId, bytes }: AnnouncedImport, offset: number, file: () => Readable): Promise<number> {
    const { folder } = this.uploads;
    try {
      // Whoever sends too much is told so, rather than cut off.
      const pieces = file().iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      return await folder.receive(importId, offset, pieces, bytes);
    } catch (error) {
      if (error instanceof UploadRefused && error.why === 'too-long')
        throw new Problem('too-large', { detail: `${bytes} bytes were announced.` });
      if (error instanceof UploadRefused)
        throw new Problem('conflict', { detail: `Go on at offset ${error.receivedBytes}.` });
      if (isCutShort(error))
        throw new Problem('bad-request', { detail: 'It was cut short; go on from receivedBytes.' });
      throw error;
    }
  }
}

function uploadOf({ importId, kind, format, onError, bytes, sha256, confirm, begunAt }: AnnouncedImport) {
  return { importId, kind, format, onError, bytes, sha256, confirm, begunAt: begunAt.toISOString() };
}

/** Whoever sent it is gone. */
const isCutShort = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ECONNRESET';
