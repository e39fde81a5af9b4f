import type {
  GetLastTransactions,
  GetLimitAndDebt,
  ListCreditCards,
  ListDebitCards,
  ReplyInputOf,
  RequestOf,
} from '#libs/contracts';
import { GrantedData, type Opened } from '#libs/granted-data';
import { RequestRefused } from '#libs/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { CARDS_SETTINGS, type CardsSettings } from './cards.config.js';
import { bankDate } from './domain/bank-time.js';
import type { CreditCard } from './domain/card.js';
import { statementDebtMinor } from './domain/limit-and-debt.js';
import { creditCardsFor, debitCardsFor, mayHearOf, type Viewer } from './domain/which-cards.js';
import { CardsRepository } from './persistence/cards.repository.js';

/** What a card's owner may hear; every answer is for a valid grant and from fresh data only ({@link GrantedData.open}). */
@Injectable()
export class CardsService {
  constructor(
    @Inject(GrantedData) private readonly granted: GrantedData,
    @Inject(CardsRepository) private readonly cards: CardsRepository,
    @Inject(CARDS_SETTINGS) private readonly settings: Pick<CardsSettings, 'BANK_TIMEZONE'>,
  ) {}

  async listCreditCards(request: RequestOf<typeof ListCreditCards>): Promise<ReplyInputOf<typeof ListCreditCards>> {
    const opened = await this.granted.open(request, ['C1', 'C2', 'C3']);
    const cards = creditCardsFor(await this.cards.ofClient(opened.claims.clientId), this.viewer(opened));
    return { cards: cards.map(({ id, lastFour }) => ({ cardId: id, lastFour })) };
  }

  /** @throws RequestRefused `CARD_NOT_FOUND` for any card the caller may not hear of, existing or not. */
  async getLimitAndDebt(request: RequestOf<typeof GetLimitAndDebt>): Promise<ReplyInputOf<typeof GetLimitAndDebt>> {
    const opened = await this.granted.open(request, ['C1']);
    const { lastFour, credit } = await this.creditCard(request.cardId, opened);
    return {
      lastFour,
      currency: credit.currency,
      approvedLimitMinor: credit.approvedLimitMinor.toString(),
      availableLimitMinor: credit.availableLimitMinor.toString(),
      statementDebtMinor: statementDebtMinor(credit).toString(),
      ...(credit.minimumPaymentMinor === null ? {} : { minimumPaymentMinor: credit.minimumPaymentMinor.toString() }),
      ...(credit.dueDate === null ? {} : { dueDate: credit.dueDate }),
      asOf: opened.asOf.toISOString(),
    };
  }

  /** @throws RequestRefused `CARD_NOT_FOUND` as {@link getLimitAndDebt}. */
  async getLastTransactions(
    request: RequestOf<typeof GetLastTransactions>,
  ): Promise<ReplyInputOf<typeof GetLastTransactions>> {
    const opened = await this.granted.open(request, ['C2']);
    const { id, lastFour, credit } = await this.creditCard(request.cardId, opened);
    const newest = await this.cards.postedAfter(credit.lastCutDate, id, request.count);
    return {
      lastFour,
      lastCutDate: credit.lastCutDate,
      transactions: newest.map(({ date, amountMinor, currency, description }) => ({
        date,
        amountMinor: amountMinor.toString(),
        currency,
        description,
      })),
      asOf: opened.asOf.toISOString(),
    };
  }

  async listDebitCards(request: RequestOf<typeof ListDebitCards>): Promise<ReplyInputOf<typeof ListDebitCards>> {
    const opened = await this.granted.open(request, ['A1']);
    const cards = debitCardsFor(await this.cards.ofClient(opened.claims.clientId), this.viewer(opened));
    return {
      cards: cards.map(({ id, lastFour, linkedAccountIds }) => ({
        cardId: id,
        lastFour,
        linkedAccountIds: [...linkedAccountIds],
      })),
    };
  }

  private viewer({ claims, now }: Opened): Viewer {
    return {
      clientId: claims.clientId,
      onlyCardId: claims.onlyCardId,
      today: bankDate(now, this.settings.BANK_TIMEZONE),
    };
  }

  /**
   * A credit card of which the caller may hear.
   * @throws RequestRefused `CARD_NOT_FOUND` for any other, existing or not.
   */
  async creditCard(cardId: string, opened: Opened): Promise<CreditCard> {
    const card = await this.cards.find(cardId);
    if (!card || !mayHearOf(card, this.viewer(opened))) throw new RequestRefused('CARD_NOT_FOUND');
    return card;
  }
}
