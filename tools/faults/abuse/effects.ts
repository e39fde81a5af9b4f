import type { SupervisedBank } from '../platform/supervised-bank.js';

/** Where what a call does is written at once. */
const OF_CALLS = [
  ...['gateway.calls', 'gateway.call_log', 'gateway.complaints', 'gateway.audit_trail'],
  ...['auth.verification_attempts', 'auth.card_tries', 'auth.caller_numbers'],
];

/** What calls left behind, counted: rows, and sums of what is counted in them. */
const COUNTED = {
  complaints: 'SELECT count(*) FROM gateway.complaints',
  deliveries: 'SELECT count(*) FROM notifications.deliveries',
  statements: 'SELECT count(*) FROM accounts.statement_exports',
  'lists of transactions': 'SELECT count(*) FROM cards.transaction_exports',
  'tries of cards': 'SELECT sum(total) FROM auth.card_tries',
  'wrong credentials': "SELECT count(*) FROM auth.verification_attempts WHERE state IN ('failed', 'pending')",
  steps: 'SELECT sum(step) FROM gateway.calls',
  'lines of the call log': 'SELECT count(*) FROM gateway.call_log',
  'entries of the audit trail': 'SELECT count(*) FROM gateway.audit_trail',
};

type Counted = keyof typeof COUNTED;

/** How much of each there is. */
export type Effects = Readonly<Record<Counted, number>>;

/** @returns what all calls so far left behind. */
export async function effectsSoFar(bank: SupervisedBank): Promise<Effects> {
  const counts = Object.entries(COUNTED).map(async ([what, query]) => {
    const [row] = await bank.sql<{ count: number }>(`SELECT coalesce((${query}), 0)::int AS count`);
    return [what, row?.count ?? NaN] as const;
  });
  return Object.fromEntries(await Promise.all(counts)) as Record<Counted, number>;
}

/** What came between two counts. */
export function effectsBetween(before: Effects, after: Effects): Effects {
  const added = Object.keys(COUNTED).map((what) => [what, after[what as Counted] - before[what as Counted]]);
  return Object.fromEntries(added) as Record<Counted, number>;
}

/** What two things did not leave behind alike. */
export function effectsDiffering(one: Effects, other: Effects): Counted[] {
  return (Object.keys(COUNTED) as Counted[]).filter((what) => one[what] !== other[what]);
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
