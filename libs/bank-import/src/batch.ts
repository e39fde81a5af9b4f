import type { ImportReply } from '#libs/contracts';
import type { RefusedRow } from './journal.js';
import type { ImportRow } from './kinds.js';
import type { CheckedRow } from './row-check.js';

/** As many rows as a message takes (64 KB), with room for what goes around them. */
const MOST_BYTES = 48_000;
const MOST_ROWS = 200;
/** Seals make a row larger, and a PIN takes its time. */
const MOST_SECRET_ROWS = 20;
/** What is refused is kept until the batch is settled. */
const MOST_REFUSED = 500;

/** Consecutive rows of a file: the good ones for a service, the others with their reasons. */
export class Batch {
  readonly good: ImportRow[] = [];
  /** The last line that belongs to it. */
  line = 0;
  count = 0;
  private bytes = 0;
  private readonly lines = new Map<string, number>();
  private readonly refused: Omit<RefusedRow, 'file'>[] = [];

  private readonly mostRows: number;

  constructor(holdsSecrets: boolean) {
    this.mostRows = holdsSecrets ? MOST_SECRET_ROWS : MOST_ROWS;
  }

  get isFull(): boolean {
    return this.good.length >= this.mostRows || this.bytes >= MOST_BYTES || this.refused.length >= MOST_REFUSED;
  }

  add(line: number, checked: CheckedRow): void {
    this.line = line;
    this.count += 1;
    if ('problem' in checked) {
      this.refused.push({ line, ...checked.problem });
      return;
    }
    this.good.push(checked.row);
    this.bytes += Buffer.byteLength(JSON.stringify(checked.row));
    // Of several rows about the same thing the last one counts, and is the one a service speaks of.
    this.lines.set(checked.row.sourceId, line);
  }

  /** Everything that was not taken, in the order of the file. */
  refusedRows(file: string, byService: ImportReply['refused']): RefusedRow[] {
    const theirs = byService.map(({ sourceId, why }) => {
      const [, field = '', reason = why] = /^([\w., ]{1,60}): (.*)$/s.exec(why) ?? [];
      return { line: this.lines.get(sourceId) ?? this.line, field, reason };
    });
    return [...this.refused, ...theirs].sort((a, b) => a.line - b.line).map((row) => ({ file, ...row }));
  }
}
