import { storeBatch } from '#libs/bank-feed';
import type { CardRecord, CardTransactionRecord } from '#libs/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In, MoreThan } from 'typeorm';
import type { Card } from '../domain/card.js';
import { CardTransactionEntity } from './card-transaction.entity.js';
import { CardEntity } from './card.entity.js';
import { toCard, toCardRow, toTransactionRow } from './card.mapper.js';

/** Reads and stores cards; decides nothing about who may hear of them. */
@Injectable()
export class CardsRepository {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** The database's clock, the only one that is believed (S12). */
  async now(): Promise<Date> {
    const [row] = await this.dataSource.query<{ now: Date }[]>('SELECT now() AS now');
    if (!row) throw new Error('the database did not say what time it is');
    return row.now;
  }

  /** Every card of which the client is the principal holder, supplementary and inactive ones included. */
  async ofClient(clientId: string): Promise<Card[]> {
    const rows = await this.dataSource.getRepository(CardEntity).findBy({ clientId });
    return rows.map(toCard);
  }

  async find(cardId: string): Promise<Card | undefined> {
    const row = await this.dataSource.getRepository(CardEntity).findOneBy({ id: cardId });
    return row ? toCard(row) : undefined;
  }

  /** Posted transactions dated after the cut, newest first (D38): at most `count`. */
  async postedAfter(cutDate: string, cardId: string, count: number): Promise<CardTransactionEntity[]> {
    return this.dataSource.getRepository(CardTransactionEntity).find({
      where: { cardId, state: 'posted', date: MoreThan(cutDate) },
      order: { date: 'DESC', importedNo: 'DESC' },
      take: count,
    });
  }

  /** The currencies of the credit cards among these, by card id. */
  async currenciesOf(cardIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.dataSource.getRepository(CardEntity).findBy({ id: In([...new Set(cardIds)]) });
    return new Map(rows.flatMap((row) => (row.currency === null ? [] : [[row.id, row.currency]])));
  }

  async storeCards(records: readonly CardRecord[]): Promise<void> {
    await storeBatch(this.dataSource, CardEntity, records.map(toCardRow));
  }

  async storeTransactions(records: readonly CardTransactionRecord[]): Promise<void> {
    await storeBatch(this.dataSource, CardTransactionEntity, records.map(toTransactionRow));
  }
}
