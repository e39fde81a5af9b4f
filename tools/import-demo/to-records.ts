import type {
  AccountRecord,
  AccountTransactionRecord,
  CardCredentialRecord,
  CardRecord,
  CardTransactionRecord,
  ClientRecord,
  RecipientRecord,
} from '#libs/contracts';
import { parseAmount } from '#libs/money';
import { DateTime } from 'luxon';
import type { BankFile } from './read-bank-file.js';

/** What the services are told, in the order of the file. */
export interface BankRecords {
  readonly clients: ClientRecord[];
  readonly recipients: RecipientRecord[];
  readonly accounts: AccountRecord[];
  readonly accountTransactions: AccountTransactionRecord[];
  readonly cards: CardRecord[];
  readonly cardTransactions: CardTransactionRecord[];
  readonly cardCredentials: CardCredentialRecord[];
}

type BankCard = BankFile['cards'][number];
type Seal = (kind: 'pan' | 'pin' | 'statementPassword', secret: string) => string;

/**
 * The invented bank as its core would describe it at this moment.
 * @param seal makes a card's secrets readable for auth alone, and a statement password for notifications alone.
 */
export function toRecords(bank: BankFile, now: Date, seal: Seal): BankRecords {
  const today = DateTime.fromJSDate(now, { zone: bank.bank.timezone }).startOf('day');
  return {
    clients: bank.clients.map((client) => ({
      sourceId: client.key,
      clientNumber: client.clientNumber,
      type: client.type,
      status: client.status,
      birthDate: client.birth && day(today.minus({ years: client.birth.yearsAgo })),
      phones: client.phones,
    })),
    recipients: bank.clients.map((client) => ({
      sourceId: client.key,
      name: client.name,
      email: client.email,
      emailUndeliverable: client.emailUndeliverable,
      sealedStatementPassword: client.statementPassword && seal('statementPassword', client.statementPassword),
    })),
    accounts: bank.accounts.map((account) => ({
      sourceId: account.key,
      number: account.number,
      holderSourceIds: account.holders,
      type: account.type,
      status: 'open',
      currency: account.currency,
      openedDate: day(today.minus({ years: account.opened.yearsAgo })),
      bookedBalanceMinor: minor(account.balance, account.currency),
      availableBalanceMinor: minor(account.available, account.currency),
    })),
    accountTransactions: bank.accounts.flatMap((account) =>
      account.transactions.map((movement, index) => ({
        sourceId: `${account.key}/${index + 1}`,
        accountSourceId: account.key,
        date: day(today.minus({ days: movement.daysAgo })),
        amountMinor: minor(movement.amount, account.currency),
        description: movement.description,
      })),
    ),
    cards: bank.cards.map((card) => toCard(card, today)),
    cardTransactions: bank.cards.flatMap((card) => toCardTransactions(card, today)),
    cardCredentials: bank.cards.map((card) => ({
      ...credentialFacts(card, today),
      sealedPan: seal('pan', card.pan),
      sealedPin: seal('pin', card.pin),
      pinVersion: 1,
    })),
  };
}

/** What auth and cards are both told of a card. */
function credentialFacts(card: BankCard, today: DateTime) {
  return {
    sourceId: card.key,
    ownerSourceId: card.owner,
    kind: card.kind,
    status: card.status,
    supplementary: card.kind === 'credit' && card.supplementaryOf !== undefined,
    activeFrom: null,
    expiryMonth: today.startOf('month').plus({ months: card.expiresInMonths }).toFormat('yyyy-MM'),
  };
}

function toCard(card: BankCard, today: DateTime): CardRecord {
  return {
    ...credentialFacts(card, today),
    lastFour: card.pan.slice(-4),
    credit: card.kind === 'credit' && card.credit ? toTerms(card.credit, card.currency, today) : null,
    linkedAccountSourceIds: card.kind === 'debit' ? card.linkedAccounts : [],
  };
}

function toTerms(
  credit: NonNullable<Extract<BankCard, { kind: 'credit' }>['credit']>,
  currency: string,
  today: DateTime,
): CardRecord['credit'] {
  return {
    currency,
    approvedLimitMinor: minor(credit.limit, currency),
    availableLimitMinor: minor(credit.available, currency),
    statementBalanceMinor: minor(credit.statementBalance, currency),
    statementPaidMinor: minor(credit.statementPaid, currency),
    minimumPaymentMinor: minor(credit.minimumPayment, currency),
    lastCutDate: day(today.minus({ days: credit.lastCutDaysAgo })),
    dueDate: day(today.plus({ days: credit.dueInDays })),
  };
}

function toCardTransactions(card: BankCard, today: DateTime): CardTransactionRecord[] {
  if (card.kind === 'debit') return [];
  return card.transactions.map((movement, index) => ({
    sourceId: `${card.key}/${index + 1}`,
    cardSourceId: card.key,
    date: day(today.minus({ days: movement.daysAgo })),
    amountMinor: minor(movement.amount, card.currency),
    currency: card.currency,
    description: movement.description,
    state: movement.pending ? 'pending' : 'posted',
  }));
}

const day = (date: DateTime) => date.toFormat('yyyy-MM-dd');
const minor = (amount: string, currency: string) => parseAmount(amount, currency).toString();
