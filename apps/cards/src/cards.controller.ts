import {
  CallGrantsRevoked,
  ConfirmCards,
  GetLastTransactions,
  GetLimitAndDebt,
  ImportCards,
  ImportCardTransactions,
  ListCreditCards,
  ListDebitCards,
  type PayloadOf,
  type RequestOf,
} from '#libs/contracts';
import { GrantedData } from '#libs/granted-data';
import { Answers, Hears } from '#libs/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { CardsImportService } from './cards-import.service.js';
import { CardsService } from './cards.service.js';

/** Contract in, service, reply out; no rule of the bank. */
@Controller()
export class CardsController {
  constructor(
    @Inject(CardsService) private readonly cards: CardsService,
    @Inject(CardsImportService) private readonly imports: CardsImportService,
    @Inject(GrantedData) private readonly granted: GrantedData,
  ) {}

  @Answers(ListCreditCards)
  listCreditCards(@Payload() request: RequestOf<typeof ListCreditCards>) {
    return this.cards.listCreditCards(request);
  }

  @Answers(GetLimitAndDebt)
  getLimitAndDebt(@Payload() request: RequestOf<typeof GetLimitAndDebt>) {
    return this.cards.getLimitAndDebt(request);
  }

  @Answers(GetLastTransactions)
  getLastTransactions(@Payload() request: RequestOf<typeof GetLastTransactions>) {
    return this.cards.getLastTransactions(request);
  }

  @Answers(ListDebitCards)
  listDebitCards(@Payload() request: RequestOf<typeof ListDebitCards>) {
    return this.cards.listDebitCards(request);
  }

  @Answers(ImportCards)
  importCards(@Payload() request: RequestOf<typeof ImportCards>) {
    return this.imports.importCards(request);
  }

  @Answers(ImportCardTransactions)
  importTransactions(@Payload() request: RequestOf<typeof ImportCardTransactions>) {
    return this.imports.importTransactions(request);
  }

  @Answers(ConfirmCards)
  async confirm(@Payload() { asOf }: RequestOf<typeof ConfirmCards>) {
    await this.granted.confirm(asOf);
    return {};
  }

  @Hears(CallGrantsRevoked)
  async revoke(@Payload() { callId, until }: PayloadOf<typeof CallGrantsRevoked>) {
    await this.granted.revoke(callId, until);
  }
}
