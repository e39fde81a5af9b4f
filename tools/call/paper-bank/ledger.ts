import type { AccountRecord, CardRecord, CardTransactionRecord, ClientRecord } from '#libs/contracts';
import { type BankFile, readBankFile } from '../../import-demo/read-bank-file.js';
import { toRecords } from '../../import-demo/to-records.js';

/** A card with what a caller keys in; on paper nothing is secret. */
export interface PaperCard extends CardRecord {
  pan: string;
  pin: string;
}

/** Everything the paper bank knows, open to a test's pencil. Keys are those of `demo/bank.json`. */
export interface Ledger {
  clients: ClientRecord[];
  cards: PaperCard[];
  cardTransactions: CardTransactionRecord[];
  accounts: AccountRecord[];
  /** Of each client key: what an e-mail needs (requirements 5.3). */
  mail: Map<string, { usable: boolean; hasPassword: boolean }>;
  /** When the bank last said that all this is right, ISO 8601; undefined: at this moment. */
  asOf?: string;
}

/** The invented bank as it stands on a day; every call of this makes a copy of its own. */
export function ledgerOf(now: number, file: BankFile = demoBank()): Ledger {
  const records = toRecords(file, new Date(now), (_, secret) => secret);
  const secrets = new Map(
    records.cardCredentials.map(({ sourceId, sealedPan, sealedPin }) => [sourceId, { pan: sealedPan, pin: sealedPin }]),
  );
  return {
    clients: records.clients,
    cards: records.cards.map((card) => ({ ...card, ...(secrets.get(card.sourceId) ?? { pan: '', pin: '' }) })),
    cardTransactions: records.cardTransactions,
    accounts: records.accounts,
    mail: new Map(
      file.clients.map(({ key, email, emailUndeliverable, statementPassword }) => [
        key,
        { usable: email !== null && !emailUndeliverable, hasPassword: statementPassword !== null },
      ]),
    ),
  };
}

let read: BankFile | undefined;

/** `demo/bank.json`, read once. */
export function demoBank(): BankFile {
  return (read ??= readBankFile());
}
