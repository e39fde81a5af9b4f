import {
  CallGrantsRevoked,
  ConfirmAccounts,
  GetLinkedBalances,
  ImportAccounts,
  ImportAccountTransactions,
  ListBalances,
  type PayloadOf,
  type RequestOf,
} from '#libs/contracts';
import { GrantedData } from '#libs/granted-data';
import { Answers, Hears } from '#libs/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { AccountsImportService } from './accounts-import.service.js';
import { AccountsService } from './accounts.service.js';

/** Contract in, service, reply out; no rule of the bank. */
@Controller()
export class AccountsController {
  constructor(
    @Inject(AccountsService) private readonly accounts: AccountsService,
    @Inject(AccountsImportService) private readonly imports: AccountsImportService,
    @Inject(GrantedData) private readonly granted: GrantedData,
  ) {}

  @Answers(ListBalances)
  listBalances(@Payload() request: RequestOf<typeof ListBalances>) {
    return this.accounts.listBalances(request);
  }

  @Answers(GetLinkedBalances)
  getLinkedBalances(@Payload() request: RequestOf<typeof GetLinkedBalances>) {
    return this.accounts.getLinkedBalances(request);
  }

  @Answers(ImportAccounts)
  importAccounts(@Payload() request: RequestOf<typeof ImportAccounts>) {
    return this.imports.importAccounts(request);
  }

  @Answers(ImportAccountTransactions)
  importTransactions(@Payload() request: RequestOf<typeof ImportAccountTransactions>) {
    return this.imports.importTransactions(request);
  }

  @Answers(ConfirmAccounts)
  async confirm(@Payload() { asOf }: RequestOf<typeof ConfirmAccounts>) {
    await this.granted.confirm(asOf);
    return {};
  }

  @Hears(CallGrantsRevoked)
  async revoke(@Payload() { callId, until }: PayloadOf<typeof CallGrantsRevoked>) {
    await this.granted.revoke(callId, until);
  }
}
