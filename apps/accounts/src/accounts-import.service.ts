import { sortOut } from '#libs/bank-feed';
import type { ImportAccounts, ImportAccountTransactions, ImportReply, RequestOf } from '#libs/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { whyAccountIsRefused, whyTransactionIsRefused } from './domain/import-rules.js';
import { AccountsRepository } from './persistence/accounts.repository.js';

/** Takes in what the bank's core says about accounts; the same record twice changes nothing. */
@Injectable()
export class AccountsImportService {
  constructor(@Inject(AccountsRepository) private readonly accounts: AccountsRepository) {}

  async importAccounts({ records, onlyCheck }: RequestOf<typeof ImportAccounts>): Promise<ImportReply> {
    const { accepted, refused } = sortOut(records, whyAccountIsRefused);
    if (onlyCheck) return { stored: 0, refused };
    await this.accounts.storeAccounts(accepted);
    return { stored: accepted.length, refused };
  }

  async importTransactions({ records, onlyCheck }: RequestOf<typeof ImportAccountTransactions>): Promise<ImportReply> {
    const { accepted, refused } = sortOut(records, whyTransactionIsRefused);
    if (onlyCheck) return { stored: 0, refused };
    await this.accounts.storeTransactions(accepted);
    return { stored: accepted.length, refused };
  }
}
