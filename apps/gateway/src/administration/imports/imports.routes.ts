import { ImportFormat, LARGEST_UPLOAD_BYTES, OnError, OpenKind, RefusedLine, Sha256 } from '#libs/bank-import';
import { z } from 'zod';
import { PROPOSAL, ProposalDetail } from '../proposals/proposals.routes.js';
import { Reason } from '../routes/fields.js';
import { Next, PAGE, queryInteger } from '../routes/paging.js';
import { defineRoute } from '../routes/route.js';

const Count = z.int().min(0);
const Kind = OpenKind.meta({ id: 'ImportKind' });
const KNOWN_KIND = z.enum(OpenKind.options, {
  error: `must be one of ${OpenKind.options.join(', ')}; card numbers, PINs and statement passwords are imported on the bank's own machine alone: npm run import`,
});

const Import = z
  .object({
    importId: z.uuid(),
    kind: Kind,
    format: ImportFormat,
    onError: OnError,
    sha256: Sha256,
    bytes: Count,
    receivedBytes: Count.meta({ description: 'The `offset` to go on from' }),
    state: z.enum(['receiving', 'waiting', 'checking', 'checked', 'loading', 'loaded', 'refused']).meta({
      id: 'ImportState',
      description:
        'waiting: for the importer. checked: can be proposed. refused: nothing of it was stored, `why` says for what',
    }),
    share: z.number().min(0).max(1).meta({ description: 'How much of the file the pass under way has dealt with' }),
    rows: Count,
    stored: Count.meta({ description: 'Of the rows, how many are in the bank by now' }),
    refused: Count.meta({ description: 'Bad rows' }),
    why: z.string().nullable(),
    begunBy: z.string(),
    begunAt: z.iso.datetime({ offset: true }),
    proposalId: z.uuid().nullable().meta({ description: 'The newest proposal to load it' }),
  })
  .meta({ id: 'Import' });

/** For examples. */
export const IMPORT = {
  importId: '2f6c1d0e-8a7b-4c5d-9e0f-1a2b3c4d5e6f',
  kind: 'card-transactions',
  format: 'csv',
  onError: 'skip',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  bytes: 104_857_600,
  receivedBytes: 104_857_600,
  state: 'checked',
  share: 1,
  rows: 1_000_000,
  stored: 0,
  refused: 2,
  why: null,
  begunBy: 'mira',
  begunAt: '2026-11-22T09:30:00.000Z',
  proposalId: null,
} as const satisfies z.input<typeof Import>;
const ID = { params: z.strictObject({ importId: z.uuid() }) };
const EXAMPLE_ID = { importId: IMPORT.importId };

const SEE = ['operator', 'security', 'administrator'] as const;
const UPLOAD = ['operator', 'administrator'] as const;
const COMMON = { tag: 'import' } as const;

/** Files that were uploaded, newest first. */
export const ListImports = defineRoute({
  ...COMMON,
  id: 'listImports',
  method: 'get',
  path: '/imports',
  summary: "Uploaded files of the bank's data, newest first, and how far each is",
  access: SEE,
  effect: 'none',
  query: z.strictObject(PAGE),
  reply: z.object({ imports: z.array(Import), next: Next }),
  problems: ['imports-elsewhere'],
  examples: { reply: { imports: [IMPORT], next: null } },
});

/** Says which file is going to be uploaded. */
export const BeginImport = defineRoute({
  ...COMMON,
  id: 'beginImport',
  method: 'post',
  path: '/imports',
  summary: "Announce a file of the bank's data: what it holds, its size, its digest",
  description:
    'Then upload it, wait until it is checked, and propose to load it; somebody else approves. Rows with card numbers, PINs or ' +
    "statement passwords do not come this way: `npm run import` on the bank's own machine takes them, sealed.",
  access: UPLOAD,
  effect: 'changes',
  status: 201,
  body: z.strictObject({
    kind: KNOWN_KIND,
    format: ImportFormat,
    onError: OnError.meta({ description: 'refuse: one bad row refuses the file; skip: bad rows are left out' }),
    bytes: z.int().min(1).max(LARGEST_UPLOAD_BYTES),
    sha256: Sha256,
    confirm: z
      .boolean()
      .default(false)
      .meta({ description: 'Once loaded, what the service holds is right as of now (docs/import.md)' }),
  }),
  reply: Import,
  problems: ['imports-elsewhere', 'conflict'],
  examples: {
    body: { kind: 'card-transactions', format: 'csv', onError: 'skip', bytes: IMPORT.bytes, sha256: IMPORT.sha256 },
    reply: { ...IMPORT, state: 'receiving', receivedBytes: 0, share: 0, rows: 0, stored: 0, refused: 0 },
  },
});

/** One file and how far it is. */
export const GetImport = defineRoute({
  ...COMMON,
  id: 'getImport',
  method: 'get',
  path: '/imports/{importId}',
  summary: 'One uploaded file: how far it is, and what came of it',
  access: SEE,
  effect: 'none',
  ...ID,
  reply: Import,
  problems: ['imports-elsewhere'],
  examples: { params: EXAMPLE_ID, reply: IMPORT },
});

/** Bytes of a file. */
export const UploadContent = defineRoute({
  ...COMMON,
  id: 'uploadContent',
  method: 'put',
  path: '/imports/{importId}/content',
  summary: 'Upload the file, or go on with it where it was cut short',
  description:
    'The bytes from `offset` on, whole or a part; what has come stays when the connection breaks. The file is complete once as ' +
    'many bytes are there as were announced.',
  access: UPLOAD,
  effect: 'changes',
  ...ID,
  query: z.strictObject({
    offset: queryInteger(0, LARGEST_UPLOAD_BYTES - 1, 'Of the first byte sent; default 0').optional(),
  }),
  takesFile: 'application/octet-stream',
  reply: Import,
  problems: ['imports-elsewhere', 'conflict'],
  examples: { params: EXAMPLE_ID, reply: { ...IMPORT, state: 'waiting', share: 0, rows: 0, stored: 0, refused: 0 } },
});

/** Rows that were not taken. */
export const ListRefusedRows = defineRoute({
  ...COMMON,
  id: 'listRefusedRows',
  method: 'get',
  path: '/imports/{importId}/refused-rows',
  summary: 'Bad rows of a file: line, field and reason, in the order of the file',
  access: SEE,
  effect: 'none',
  ...ID,
  query: z.strictObject(PAGE),
  reply: z.object({ rows: z.array(RefusedLine), next: Next }),
  problems: ['imports-elsewhere'],
  examples: {
    params: EXAMPLE_ID,
    reply: { rows: [{ line: 4_711, field: 'amountMinor', reason: 'is missing' }], next: null },
  },
});

/** Proposes to load a file. */
export const ProposeImport = defineRoute({
  ...COMMON,
  id: 'proposeImport',
  method: 'post',
  path: '/imports/{importId}/proposals',
  summary: "Propose to load a file that was checked; somebody else's approval hands it to the importer",
  access: UPLOAD,
  effect: 'changes',
  status: 201,
  ...ID,
  body: z.strictObject({ reason: Reason }),
  reply: ProposalDetail,
  problems: ['imports-elsewhere', 'conflict'],
  examples: {
    params: EXAMPLE_ID,
    body: { reason: 'the monthly file of card transactions' },
    reply: {
      ...PROPOSAL,
      kind: 'import',
      subjectId: IMPORT.importId,
      file: {
        kind: IMPORT.kind,
        format: IMPORT.format,
        onError: IMPORT.onError,
        bytes: IMPORT.bytes,
        sha256: IMPORT.sha256,
        rows: IMPORT.rows,
        refused: IMPORT.refused,
      },
    },
  },
});

/** Throws a file away. */
export const DiscardImport = defineRoute({
  ...COMMON,
  id: 'discardImport',
  method: 'delete',
  path: '/imports/{importId}',
  summary: 'Throw an uploaded file away that nobody proposed to load',
  access: UPLOAD,
  effect: 'changes',
  ...ID,
  reply: z.object({ isDiscarded: z.literal(true) }),
  problems: ['imports-elsewhere', 'conflict'],
  examples: { params: EXAMPLE_ID, reply: { isDiscarded: true } },
});
