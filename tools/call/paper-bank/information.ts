import type { CardRecord } from '#libs/contracts';
import { idOf } from '#libs/identity';
import { DateTime } from 'luxon';
import type { ReplyValues } from '../../../apps/gateway/src/call-flow/service-request.js';
import type { Ledger } from './ledger.js';

const CURRENCIES = ['ALL', 'EUR', 'USD', 'GBP', 'CHF', 'AUD', 'CAD'];

/** What the bank has on one client at one moment, read straight from the ledger (requirements 5.1, 5.2). */
export class ClientFile {
  private readonly asOf: string;
  private readonly month: string;

  constructor(
    private readonly ledger: Ledger,
    private readonly client: string,
    at: number,
  ) {
    this.asOf = ledger.asOf ?? new Date(at).toISOString();
    this.month = DateTime.fromMillis(at, { zone: 'Europe/Tirane' }).toFormat('yyyy-MM');
  }

  creditCards(): ReplyValues['listCreditCards']['cards'] {
    return this.cards('credit')
      .filter(({ credit }) => credit !== null)
      .map(nameOf);
  }

  debitCards(): ReplyValues['listDebitCards']['cards'] {
    return this.cards('debit')
      .filter(({ linkedAccountSourceIds }) => linkedAccountSourceIds.length > 0)
      .map((card) => ({
        ...nameOf(card),
        linkedAccountIds: card.linkedAccountSourceIds.map((key) => idOf('account', key)),
      }));
  }

  limitAndDebt(cardId: string): ReplyValues['limitAndDebt'] | undefined {
    const card = this.card(cardId);
    if (!card?.credit) return undefined;
    const { credit } = card;
    return {
      lastFour: card.lastFour,
      currency: credit.currency,
      approvedLimitMinor: credit.approvedLimitMinor,
      availableLimitMinor: credit.availableLimitMinor,
      statementDebtMinor: (BigInt(credit.statementBalanceMinor) - BigInt(credit.statementPaidMinor)).toString(),
      ...(credit.minimumPaymentMinor === null ? {} : { minimumPaymentMinor: credit.minimumPaymentMinor }),
      ...(credit.dueDate === null ? {} : { dueDate: credit.dueDate }),
      asOf: this.asOf,
    };
  }

  lastTransactions(cardId: string, count: number): ReplyValues['lastTransactions'] | undefined {
    const card = this.card(cardId);
    if (!card?.credit) return undefined;
    const { lastCutDate } = card.credit;
    const since = this.ledger.cardTransactions
      .filter(
        ({ cardSourceId, state, date }) => cardSourceId === card.sourceId && state === 'posted' && date > lastCutDate,
      )
      .sort((one, other) => other.date.localeCompare(one.date));
    return {
      lastFour: card.lastFour,
      lastCutDate,
      transactions: since
        .slice(0, count)
        .map(({ date, amountMinor, currency, description }) => ({ date, amountMinor, currency, description })),
      asOf: this.asOf,
    };
  }

  /** Open current and savings accounts of which the client is a holder, in the order they are read. */
  balances(): ReplyValues['allBalances']['accounts'] {
    const rank = (currency: string) =>
      CURRENCIES.includes(currency) ? String(CURRENCIES.indexOf(currency)) : `9${currency}`;
    const order = (account: Ledger['accounts'][number]) =>
      [rank(account.currency), account.type, account.number].join(' ');
    return this.ledger.accounts
      .filter(({ holderSourceIds }) => holderSourceIds.includes(this.client))
      .flatMap((account) => (isSpoken(account) ? [account] : []))
      .sort((one, other) => order(one).localeCompare(order(other), 'en'))
      .map((account) => ({
        accountId: idOf('account', account.sourceId),
        type: account.type,
        currency: account.currency,
        availableBalanceMinor: account.availableBalanceMinor,
        lastFour: account.number.replace(/\D/g, '').slice(-4),
        asOf: this.asOf,
      }));
  }

  /** Those of the accounts that are the client's current ones, in the order asked for. */
  linked(accountIds: readonly string[]): ReplyValues['linkedBalances']['accounts'] {
    const own = this.balances().filter(({ type }) => type === 'current');
    return accountIds.flatMap((id) => own.find(({ accountId }) => accountId === id) ?? []);
  }

  private cards(kind: CardRecord['kind']): CardRecord[] {
    return this.ledger.cards.filter(
      (card) =>
        card.kind === kind &&
        card.ownerSourceId === this.client &&
        card.status === 'active' &&
        !card.supplementary &&
        card.expiryMonth >= this.month,
    );
  }

  private card(cardId: string): CardRecord | undefined {
    return this.cards('credit').find(({ sourceId }) => idOf('card', sourceId) === cardId);
  }
}

type Account = Ledger['accounts'][number];

function isSpoken(account: Account): account is Account & { type: 'current' | 'savings' } {
  return account.status === 'open' && (account.type === 'current' || account.type === 'savings');
}

const nameOf = ({ sourceId, lastFour }: CardRecord) => ({ cardId: idOf('card', sourceId), lastFour });
