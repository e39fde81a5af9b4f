import type {
  DescribeTransactionsExport,
  GetTransactionsExportPage,
  OpenTransactionsExport,
  ReplyInputOf,
  RequestOf,
} from '#libs/contracts';
import { pageOf, parsePosition } from '#libs/exports';
import { GrantedData } from '#libs/granted-data';
import { RequestRefused } from '#libs/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { CardsService } from './cards.service.js';
import { TransactionExportsRepository } from './persistence/transaction-exports.repository.js';

/**
 * Lists of transactions for an e-mail that is sent when the call, and with it the grant, may be over (C3). The grant is
 * checked when an export is opened; after that its random id is the key to it, for 48 hours.
 */
@Injectable()
export class TransactionExportsService {
  constructor(
    @Inject(GrantedData) private readonly granted: GrantedData,
    @Inject(CardsService) private readonly cards: CardsService,
    @Inject(TransactionExportsRepository) private readonly exports: TransactionExportsRepository,
  ) {}

  /**
   * @throws RequestRefused `CARD_NOT_FOUND` for any card the caller may not hear of; `BAD_REQUEST` when the command id
   * was used for another client.
   */
  async open(request: RequestOf<typeof OpenTransactionsExport>): Promise<ReplyInputOf<typeof OpenTransactionsExport>> {
    const granted = await this.granted.open(request, ['C3']);
    const { id, credit } = await this.cards.creditCard(request.cardId, granted);
    const opened = await this.exports.open({
      exportId: randomUUID(),
      commandId: request.commandId,
      clientId: granted.claims.clientId,
      cardId: id,
      lastCutDate: credit.lastCutDate,
    });
    if (opened === undefined) throw new RequestRefused('BAD_REQUEST');
    if (opened === 'empty') return { outcome: 'no-transactions', lastCutDate: credit.lastCutDate };
    return { outcome: 'opened', exportId: opened.exportId, expiresAt: opened.expiresAt.toISOString() };
  }

  /** @throws RequestRefused `EXPORT_NOT_FOUND` for an id that opens nothing (any more). */
  async describe({
    exportId,
  }: RequestOf<typeof DescribeTransactionsExport>): Promise<ReplyInputOf<typeof DescribeTransactionsExport>> {
    const described = await this.exports.describe(exportId);
    if (!described) throw new RequestRefused('EXPORT_NOT_FOUND');
    return described;
  }

  /** @throws RequestRefused `EXPORT_NOT_FOUND` as above; `BAD_REQUEST` for a place that no page gave out. */
  async page({
    exportId,
    after,
    limit,
  }: RequestOf<typeof GetTransactionsExportPage>): Promise<ReplyInputOf<typeof GetTransactionsExportPage>> {
    const position = after === undefined ? undefined : parsePosition(after);
    if (position === null) throw new RequestRefused('BAD_REQUEST');
    const found = await this.exports.transactionsAfter(exportId, position, limit);
    if (found.length === 0 && !(await this.exports.describe(exportId))) throw new RequestRefused('EXPORT_NOT_FOUND');
    const { shown, next } = pageOf(found, limit, ({ date, amountMinor, currency, description }) => ({
      date,
      amountMinor: amountMinor.toString(),
      currency,
      description,
    }));
    return { transactions: shown, next };
  }
}
