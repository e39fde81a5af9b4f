import type { DeliverySummary, ListDeliveries, ReplyOf, RequeueDeliveries } from '#libs/contracts';

type Listed = ReplyOf<typeof ListDeliveries>;
type Requeued = ReplyOf<typeof RequeueDeliveries>;

/** So much of an id is shown, and is enough to name a delivery. */
export const SHOWN_ID = 8;

const WHAT = {
  statement: 'statement',
  'transaction-list': 'card list',
  'email-changed': 'notice',
  'phones-changed': 'notice',
} as const;

/** Columns of the table, in the order in which they are read. */
const COLUMNS: readonly { readonly heading: string; readonly of: (delivery: DeliverySummary) => string }[] = [
  { heading: 'id', of: ({ deliveryId }) => deliveryId.slice(0, SHOWN_ID) },
  { heading: 'state', of: ({ state }) => state },
  { heading: 'tries', of: ({ attempts }) => String(attempts) },
  { heading: 'what', of: ({ kind, language }) => `${WHAT[kind]} (${language})` },
  { heading: 'to', of: ({ maskedAddress }) => maskedAddress ?? 'no address' },
  { heading: 'accepted', of: ({ acceptedAt }) => local(acceptedAt) },
  { heading: 'sent, or next try', of: (delivery) => when(delivery) },
  { heading: 'last reply', of: ({ lastReply }) => lastReply ?? '' },
];

/** How many there are, how the mail server does, and the deliveries below each other. */
export function shownList({ counts, mailServer }: Listed, deliveries: readonly DeliverySummary[]): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(counts).flatMap(([state, count]) => (count > 0 ? [`${count} ${state}`] : []));
  const lines = [total === 0 ? 'No e-mail was asked for yet.' : `${total} e-mails: ${parts.join(', ')}.`];
  if (mailServer.awaySince !== null)
    lines.push(`! The mail server is away since ${local(mailServer.awaySince)}: ${mailServer.lastProblem ?? ''}`);
  if (deliveries.length > 0) lines.push('', ...table(deliveries));
  return lines.join('\n');
}

/** What became of a request to try again. */
export function shownRequeue({ requeued, refused }: Requeued): string {
  const lines = [`${requeued} queued again.`];
  for (const { deliveryId, why } of refused) lines.push(`! ${deliveryId.slice(0, SHOWN_ID)} not: ${REASONS[why]}`);
  return lines.join('\n');
}

const REASONS: Readonly<Record<Requeued['refused'][number]['why'], string>> = {
  'not-found': 'there is none with this id',
  'not-dead': 'it was not given up',
  expired: 'its data are kept for 48 hours only; the client has to ask again',
  'no-email': 'the client has no address to which mail arrives',
  'no-password': 'the client has no statement password',
};

function table(deliveries: readonly DeliverySummary[]): string[] {
  const rows = [COLUMNS.map(({ heading }) => heading), ...deliveries.map((one) => COLUMNS.map(({ of }) => of(one)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function when({ sentAt, nextAttemptAt, state }: DeliverySummary): string {
  if (sentAt !== null) return local(sentAt);
  if (nextAttemptAt !== null) return local(nextAttemptAt);
  return state === 'sending' ? 'now' : 'not by itself';
}

/** A moment as the clock of this machine shows it. */
function local(instant: string): string {
  return new Date(instant).toLocaleString('sv-SE').slice(0, 16);
}
