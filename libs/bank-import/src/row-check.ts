import { createHmac, randomBytes } from 'node:crypto';
import { type ImportRow, type RowForm, SECRET_FIELDS } from './kinds.js';
import { ImportFileError, type ReadRow } from './read-rows.js';

/** A row of the right form, or why it is none. */
export type CheckedRow =
  { readonly row: ImportRow } | { readonly problem: { readonly field: string; readonly reason: string } };

/** Looks at each row by itself, and whether a field that must be a row's own was somebody else's before. */
export class RowCheck {
  private readonly owners = new Map<number, number>();
  private readonly key = randomBytes(32);

  constructor(private readonly form: RowForm) {}

  /** @throws ImportFileError when the row has card numbers or PINs where none belong: nothing of such a file is used. */
  of(read: ReadRow): CheckedRow {
    if ('problem' in read) return read;
    this.refuseSecrets(read.value, read.line);
    const parsed = this.form.schema.safeParse(read.value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return { problem: issue ? problemOf(issue, read.value) : { field: '', reason: 'cannot be used' } };
    }
    return this.own(read.value, parsed.data.sourceId) ?? { row: parsed.data };
  }

  /** A row that was dealt with in an earlier run. */
  seen(read: ReadRow): void {
    if (this.form.unique !== undefined) this.of(read);
  }

  private refuseSecrets(value: unknown, line: number): void {
    if (typeof value !== 'object' || value === null) return;
    const found = SECRET_FIELDS.find((name) => Object.hasOwn(value, name) && !this.form.secrets?.includes(name));
    if (found !== undefined)
      throw new ImportFileError(
        `line ${line}: a file of this kind has no field ${found}; erase it, and see docs/import.md`,
      );
  }

  private own(value: unknown, sourceId: string): CheckedRow | undefined {
    const { unique } = this.form;
    if (unique === undefined) return undefined;
    const mark = this.markOf((value as Record<string, unknown>)[unique]);
    const owner = this.markOf(sourceId);
    const known = this.owners.get(mark);
    if (known === undefined) this.owners.set(mark, owner);
    return known === undefined || known === owner
      ? undefined
      : { problem: { field: unique, reason: 'stands in an earlier row about somebody else' } };
  }

  /** 48 bits that tell nothing of the value, which may be a card number. */
  private markOf(value: unknown): number {
    return createHmac('sha256', this.key).update(String(value)).digest().readUIntBE(0, 6);
  }
}

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What is wrong, never with what stands there. */
function problemOf(issue: Issue & { keys?: readonly string[] }, value: unknown): { field: string; reason: string } {
  const field = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    // A CSV file without its first line has values for names.
    const names = (issue.keys ?? []).filter((name) => /^[A-Za-z.]{1,40}$/.test(name)).slice(0, 3);
    return { field, reason: ['has a field that is not known', ...names].join(': ') };
  }
  if (issue.code === 'invalid_type' && isMissing(value, issue.path)) return { field, reason: 'is missing' };
  return { field, reason: REASONS[issue.code ?? ''] ?? issue.message };
}

/** The library's words for these show the pattern or the choices, which is of use; for others they are replaced. */
const REASONS: Readonly<Record<string, string>> = { invalid_type: 'is of another type', too_big: 'is too long' };

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  let at: unknown = value;
  for (const name of path)
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[name] : null;
  return at === undefined || at === null;
}
