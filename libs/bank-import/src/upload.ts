import { z } from 'zod';
import { OnError } from './journal.js';
import { OpenKind } from './kinds.js';
import { ImportFormat } from './read-rows.js';

/** SHA-256 as `sha256sum` prints it. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The largest file taken through the administration, bytes. */
export const LARGEST_UPLOAD_BYTES = 2 ** 31;

/** A file that was taken in whole: what whoever uploaded it said it is. Nothing of it has been looked at. */
export const Upload = z.strictObject({
  importId: z.uuid(),
  kind: OpenKind,
  format: ImportFormat,
  onError: OnError,
  bytes: z.int().min(1).max(LARGEST_UPLOAD_BYTES),
  sha256: Sha256,
  /** Afterwards, what the service holds is right as of `begunAt`. */
  confirm: z.boolean(),
  begunAt: z.iso.datetime(),
});
export type Upload = z.output<typeof Upload>;

const Person = z.strictObject({ id: z.string().min(1).max(200), name: z.string().min(1).max(200) });

/** That a second person wants a file loaded, and which (S34). */
export const Approval = z
  .strictObject({
    importId: z.uuid(),
    proposalId: z.uuid(),
    sha256: Sha256,
    proposedBy: Person,
    approvedBy: Person,
    approvedAt: z.iso.datetime(),
  })
  .refine(({ proposedBy, approvedBy }) => proposedBy.id !== approvedBy.id, {
    error: 'two are two',
    path: ['approvedBy'],
  });
export type Approval = z.output<typeof Approval>;

/** A row that was not taken; which file is known. */
export const RefusedLine = z.object({ line: z.int().min(0), field: z.string(), reason: z.string() });
export type RefusedLine = z.output<typeof RefusedLine>;

/** What the importer says of an upload. `refused`: nothing of it was stored, `why` says for what. */
export const UploadStatus = z.strictObject({
  state: z.enum(['checking', 'checked', 'loading', 'loaded', 'refused']),
  /** Of the pass under way, 0 to 1. */
  share: z.number().min(0).max(1),
  rows: z.int().min(0),
  stored: z.int().min(0),
  refused: z.int().min(0),
  why: z.string().nullable(),
  at: z.iso.datetime(),
});
export type UploadStatus = z.output<typeof UploadStatus>;
