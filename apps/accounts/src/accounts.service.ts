import type { GetLinkedBalances, ListBalances, ReplyInputOf, RequestOf } from '#libs/contracts';
import { GrantedData } from '#libs/granted-data';
import { Inject, Injectable } from '@nestjs/common';
import { lastFourOf, type SpokenAccount } from './domain/account.js';
import { inReadingOrder } from './domain/balance-order.js';
import { linkedAccounts, mayBeHeardBy } from './domain/which-accounts.js';
import { AccountsRepository } from './persistence/accounts.repository.js';

/** What an account's holder may hear; every answer is for a valid grant and from fresh data only ({@link GrantedData.open}). */
@Injectable()
export class AccountsService {
  constructor(
    @Inject(GrantedData) private readonly granted: GrantedData,
    @Inject(AccountsRepository) private readonly accounts: AccountsRepository,
  ) {}

  async listBalances(request: RequestOf<typeof ListBalances>): Promise<ReplyInputOf<typeof ListBalances>> {
    const { claims, asOf } = await this.granted.open(request, ['A2']);
    const held = await this.accounts.heldBy(claims.clientId);
    const spoken = held.filter((account) => mayBeHeardBy(account, claims.clientId));
    return { accounts: inReadingOrder(spoken).map((account) => toBalance(account, asOf)) };
  }

  async getLinkedBalances(
    request: RequestOf<typeof GetLinkedBalances>,
  ): Promise<ReplyInputOf<typeof GetLinkedBalances>> {
    const { claims, asOf } = await this.granted.open(request, ['A1']);
    const found = await this.accounts.withIds(request.accountIds);
    const linked = linkedAccounts(found, request.accountIds, claims.clientId);
    return { accounts: linked.map((account) => toBalance(account, asOf)) };
  }
}

function toBalance(account: SpokenAccount, asOf: Date) {
  return {
    accountId: account.id,
    type: account.type,
    currency: account.currency,
    availableBalanceMinor: account.availableBalanceMinor.toString(),
    lastFour: lastFourOf(account.number),
    asOf: asOf.toISOString(),
  };
}
