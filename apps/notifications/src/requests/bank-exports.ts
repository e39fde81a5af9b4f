import {
  DescribeStatementExport,
  DescribeTransactionsExport,
  GetStatementExportPage,
  GetTransactionsExportPage,
  OpenStatementExport,
  OpenTransactionsExport,
  type ReplyOf,
  type RequestInputOf,
} from '#libs/contracts';
import { ask } from '#libs/messaging';
import type { NatsConnection } from '@nats-io/transport-node';

type DescribedAccount = ReplyOf<typeof DescribeStatementExport>['accounts'][number];

/** Asks accounts and cards for what an e-mail shows: opened in the call, read whenever it is sent. */
export class BankExports {
  constructor(private readonly bus: NatsConnection) {}

  openStatement(request: RequestInputOf<typeof OpenStatementExport>): Promise<ReplyOf<typeof OpenStatementExport>> {
    return ask(this.bus, OpenStatementExport, request);
  }

  openTransactions(
    request: RequestInputOf<typeof OpenTransactionsExport>,
  ): Promise<ReplyOf<typeof OpenTransactionsExport>> {
    return ask(this.bus, OpenTransactionsExport, request);
  }

  describeStatement(exportId: string): Promise<ReplyOf<typeof DescribeStatementExport>> {
    return ask(this.bus, DescribeStatementExport, { exportId });
  }

  describeTransactions(exportId: string): Promise<ReplyOf<typeof DescribeTransactionsExport>> {
    return ask(this.bus, DescribeTransactionsExport, { exportId });
  }

  /** Oldest first: those that came with the account, or page by page. */
  async *movements(exportId: string, { accountId, movements }: DescribedAccount, signal: AbortSignal) {
    if (movements) {
      yield movements.map(withAmount);
      return;
    }
    const page = (after: string | undefined) =>
      ask(this.bus, GetStatementExportPage, { exportId, accountId, ...(after === undefined ? {} : { after }) });
    for await (const { movements: more } of pages(page, signal)) yield more.map(withAmount);
  }

  /** Page by page, oldest first. */
  async *transactions(exportId: string, signal: AbortSignal) {
    const page = (after: string | undefined) =>
      ask(this.bus, GetTransactionsExportPage, { exportId, ...(after === undefined ? {} : { after }) });
    for await (const { transactions } of pages(page, signal)) yield transactions.map(withAmount);
  }
}

function withAmount<Line extends { amountMinor: string }>(
  line: Line,
): Omit<Line, 'amountMinor'> & { amountMinor: bigint } {
  return { ...line, amountMinor: BigInt(line.amountMinor) };
}

/** One page after the other: the next is asked for while the one before is used, and no third is held. */
async function* pages<Page extends { next: string | null }>(
  get: (after: string | undefined) => Promise<Page>,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  let coming: Promise<Page> | undefined = get(undefined);
  while (coming) {
    const page: Page = await coming;
    signal.throwIfAborted();
    coming = page.next === null ? undefined : get(page.next);
    // Whoever reads may stop in between; its failure is then nobody's.
    coming?.catch(() => undefined);
    yield page;
  }
}
