import type { SupervisedBank } from '../platform/supervised-bank.js';

/** Where what a call does is written at once. */
const OF_CALLS = [
  ...['gateway.calls', 'gateway.call_log', 'gateway.complaints', 'gateway.audit_trail'],
  ...['auth.verification_attempts', 'auth.card_tries', 'auth.caller_numbers'],
];
/** And what follows from it. */
const TABLES = [
  ...OF_CALLS,
  ...['notifications.deliveries', 'accounts.statement_exports', 'cards.transaction_exports'],
];

/** How many rows each table has. */
export type RowCounts = Readonly<Record<string, number>>;

/** @returns the number of rows by table. */
export async function rowCounts(bank: SupervisedBank): Promise<RowCounts> {
  const counts = TABLES.map(async (table) => {
    const [row] = await bank.sql<{ count: number }>(`SELECT count(*)::int FROM ${table}`);
    return [table, row?.count ?? 0] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

/** Rows that came between two counts. */
export function rowsAdded(before: RowCounts, after: RowCounts): RowCounts {
  return Object.fromEntries(TABLES.map((table) => [table, (after[table] ?? 0) - (before[table] ?? 0)]));
}

/** Tables that two things did not change alike. */
export function tablesDiffering(one: RowCounts, other: RowCounts): string[] {
  return TABLES.filter((table) => one[table] !== other[table]);
}

/** Everything that is written of calls, as a digest of each table. */
export async function written(bank: SupervisedBank): Promise<Readonly<Record<string, string>>> {
  const digests = OF_CALLS.map(async (table) => {
    const [row] = await bank.sql<{ digest: string | null }>(
      `SELECT md5(string_agg(row::text, '|' ORDER BY row::text)) AS digest FROM ${table} row`,
    );
    return [table, row?.digest ?? ''] as const;
  });
  return Object.fromEntries(await Promise.all(digests));
}

/** Tables in which anything changed. */
export function tablesChanged(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  return OF_CALLS.filter((table) => before[table] !== after[table]);
}

/** Wrong PINs and what they brought are as if they had never been: the next case begins with clients who may call. */
export async function forgetAttempts(bank: SupervisedBank): Promise<void> {
  await bank.sql('UPDATE auth.card_tries SET consecutive = 0, total = 0, locked_until = NULL');
  await bank.sql('TRUNCATE auth.verification_attempts, auth.caller_numbers, auth.suspensions');
}
