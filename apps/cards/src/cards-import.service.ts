import { sortOut } from '#libs/bank-feed';
import type { ImportCardTransactions, ImportCards, ImportReply, RequestOf } from '#libs/contracts';
import { idOf } from '#libs/identity';
import { Inject, Injectable } from '@nestjs/common';
import { CARDS_SETTINGS, type CardsSettings } from './cards.config.js';
import { bankDate } from './domain/bank-time.js';
import { whyCardIsRefused, whyTransactionIsRefused } from './domain/import-rules.js';
import { CardsRepository } from './persistence/cards.repository.js';

/** Takes in what the bank's core says about cards; the same record twice changes nothing. */
@Injectable()
export class CardsImportService {
  constructor(
    @Inject(CardsRepository) private readonly cards: CardsRepository,
    @Inject(CARDS_SETTINGS) private readonly settings: Pick<CardsSettings, 'BANK_TIMEZONE'>,
  ) {}

  async importCards({ records, onlyCheck }: RequestOf<typeof ImportCards>): Promise<ImportReply> {
    const today = bankDate(await this.cards.now(), this.settings.BANK_TIMEZONE);
    const { accepted, refused } = sortOut(records, (record) => whyCardIsRefused(record, today));
    if (onlyCheck) return { stored: 0, refused };
    await this.cards.storeCards(accepted);
    return { stored: accepted.length, refused };
  }

  async importTransactions({ records, onlyCheck }: RequestOf<typeof ImportCardTransactions>): Promise<ImportReply> {
    const currencies = await this.cards.currenciesOf(records.map((record) => idOf('card', record.cardSourceId)));
    const { accepted, refused } = sortOut(records, (record) =>
      whyTransactionIsRefused(record, currencies.get(idOf('card', record.cardSourceId))),
    );
    if (onlyCheck) return { stored: 0, refused };
    await this.cards.storeTransactions(accepted);
    return { stored: accepted.length, refused };
  }
}
