import type {
  DescribeStatementExport,
  GetStatementExportPage,
  OpenStatementExport,
  ReplyInputOf,
  RequestOf,
} from '#libs/contracts';
import { fittingOneMessage, pageOf, parsePosition } from '#libs/exports';
import { GrantedData } from '#libs/granted-data';
import { RequestRefused } from '#libs/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { ACCOUNTS_SETTINGS, type AccountsSettings } from './accounts.config.js';
import { lastFourOf } from './domain/account.js';
import { inReadingOrder } from './domain/balance-order.js';
import { statementAccounts } from './domain/which-accounts.js';
import { AccountsRepository } from './persistence/accounts.repository.js';
import { type ExportedMovement, StatementExportsRepository } from './persistence/statement-exports.repository.js';

type DescribedAccount = ReplyInputOf<typeof DescribeStatementExport>['accounts'][number];

/** An export with more movements is read page by page: most e-mails have a page or two of paper. */
const SMALL_EXPORT = 100;

/**
 * Statements for an e-mail that is sent when the call, and with it the grant, may be over (A3). The grant is checked when
 * an export is opened; after that its random id is the key to it, for 48 hours.
 */
@Injectable()
export class StatementExportsService {
  constructor(
    @Inject(GrantedData) private readonly granted: GrantedData,
    @Inject(AccountsRepository) private readonly accounts: AccountsRepository,
    @Inject(StatementExportsRepository) private readonly exports: StatementExportsRepository,
    @Inject(ACCOUNTS_SETTINGS) private readonly settings: Pick<AccountsSettings, 'BANK_TIMEZONE'>,
  ) {}

  /** @throws RequestRefused `BAD_REQUEST` when the command id was used for another client. */
  async open(request: RequestOf<typeof OpenStatementExport>): Promise<ReplyInputOf<typeof OpenStatementExport>> {
    const { claims } = await this.granted.open(request, ['A3']);
    const held = await this.accounts.heldBy(claims.clientId);
    const wanted = inReadingOrder(statementAccounts(held, claims.clientId, request.currency));
    if (wanted.length === 0) return { outcome: 'no-account' };
    const opened = await this.exports.open({
      exportId: randomUUID(),
      commandId: request.commandId,
      clientId: claims.clientId,
      accountIds: wanted.map(({ id }) => id),
      days: request.days,
      timeZone: this.settings.BANK_TIMEZONE,
    });
    if (!opened) throw new RequestRefused('BAD_REQUEST');
    return { outcome: 'opened', exportId: opened.exportId, expiresAt: opened.expiresAt.toISOString() };
  }

  /** @throws RequestRefused `EXPORT_NOT_FOUND` for an id that opens nothing (any more). */
  async describe({
    exportId,
  }: RequestOf<typeof DescribeStatementExport>): Promise<ReplyInputOf<typeof DescribeStatementExport>> {
    const accounts = await this.exports.accountsOf(exportId);
    const [first] = accounts;
    if (!first) throw new RequestRefused('EXPORT_NOT_FOUND');
    const described = accounts.map((account) => ({
      accountId: account.accountId,
      type: account.type,
      currency: account.currency,
      lastFour: lastFourOf(account.number),
      openingBalanceMinor: (account.closingBalanceMinor - account.movedMinor).toString(),
      closingBalanceMinor: account.closingBalanceMinor.toString(),
      movementCount: account.movementCount,
    }));
    const { periodStart, periodEnd } = first;
    return { periodStart, periodEnd, accounts: await this.withMovements(exportId, described) };
  }

  /** With all their movements where these are few, so that nobody has to ask for them again. */
  private async withMovements(exportId: string, accounts: readonly DescribedAccount[]): Promise<DescribedAccount[]> {
    const count = accounts.reduce((sum, { movementCount }) => sum + movementCount, 0);
    if (count > SMALL_EXPORT) return [...accounts];
    const found = await this.exports.movementsOf(exportId, count);
    const whole = [...accounts, ...found.map(shown)];
    // Descriptions may be long: what does not fit is read page by page after all.
    if (fittingOneMessage<unknown>(whole).length < whole.length) return [...accounts];
    return accounts.map((account) => ({
      ...account,
      movements: found.filter(({ accountId }) => accountId === account.accountId).map(shown),
    }));
  }

  /** @throws RequestRefused `EXPORT_NOT_FOUND` as above; `BAD_REQUEST` for a place that no page gave out. */
  async page({
    exportId,
    accountId,
    after,
    limit,
  }: RequestOf<typeof GetStatementExportPage>): Promise<ReplyInputOf<typeof GetStatementExportPage>> {
    const position = after === undefined ? undefined : parsePosition(after);
    if (position === null) throw new RequestRefused('BAD_REQUEST');
    const found = await this.exports.movementsAfter(exportId, accountId, position, limit);
    // A statement without movements and one that is not there look alike up to here.
    if (found.length === 0 && !(await this.exports.holds(exportId, accountId)))
      throw new RequestRefused('EXPORT_NOT_FOUND');
    const { shown: movements, next } = pageOf(found, limit, shown);
    return { movements, next };
  }
}

function shown({ date, amountMinor, description }: ExportedMovement) {
  return { date, amountMinor: amountMinor.toString(), description };
}
