import {
  AccountRecord,
  AccountTransactionRecord,
  CardCredentialRecord,
  CardRecord,
  CardTransactionRecord,
  ClientRecord,
  ImportAccounts,
  ImportAccountTransactions,
  ImportCards,
  ImportCardTransactions,
  ImportClients,
  RecipientRecord,
} from '#libs/contracts';
import { maskCardNumbers } from '#libs/logging';
import { z } from 'zod';

/** What a file can hold; one kind each. */
export const ImportKind = z.enum([
  'clients',
  'accounts',
  'account-transactions',
  'cards',
  'card-transactions',
  'card-credentials',
  'recipients',
]);
export type ImportKind = z.output<typeof ImportKind>;

/** Kinds with a secret in every row, which leaves the importer only sealed; the others go to a service as they are. */
export const SECRET_KINDS = ['card-credentials', 'recipients'] as const satisfies readonly ImportKind[];
export type SecretKind = (typeof SECRET_KINDS)[number];
export type OpenKind = Exclude<ImportKind, SecretKind>;

const Digits = (least: number, most: number) => z.string().regex(new RegExp(`^\\d{${least},${most}}$`));

/** A card's number and PIN as they stand in a file of the bank; they are sealed in the tick the row was read. */
export const CardCredentialRow = CardCredentialRecord.omit({ sealedPan: true, sealedPin: true })
  .extend({
    // A number that is masked in logs is one whose check digit is right.
    pan: Digits(16, 16).refine((pan) => maskCardNumbers(pan) !== pan, { error: 'the check digit is wrong' }),
    pin: Digits(4, 4),
  })
  .strict();
export type CardCredentialRow = z.output<typeof CardCredentialRow>;

/** Where a client's e-mails go, with the password that closes their statements (D19). */
export const RecipientRow = RecipientRecord.omit({ sealedStatementPassword: true })
  .extend({ statementPassword: z.string().min(12).max(127).nullable() })
  .strict();
export type RecipientRow = z.output<typeof RecipientRow>;

/** Every row has the bank's own key of what it is about. */
export interface ImportRow {
  readonly sourceId: string;
}

/** How the rows of a kind are read. */
export interface RowForm {
  readonly schema: z.ZodType<ImportRow>;
  /** Columns of a CSV file that are not plain text: several values with spaces between, yes or no, a whole number. */
  readonly lists?: readonly string[];
  readonly switches?: readonly string[];
  readonly numbers?: readonly string[];
  /** Text that may be empty; any other empty column is no value. */
  readonly texts?: readonly string[];
  /** A field no two rows of a file may share, whoever they are about. */
  readonly unique?: string;
}

export const ROW_FORMS: Readonly<Record<ImportKind, RowForm>> = {
  clients: { schema: ClientRecord.strict(), lists: ['phones'], unique: 'clientNumber' },
  accounts: { schema: AccountRecord.strict(), lists: ['holderSourceIds'] },
  'account-transactions': { schema: AccountTransactionRecord.strict(), texts: ['description'] },
  cards: { schema: CardRecord.strict(), lists: ['linkedAccountSourceIds'], switches: ['supplementary'] },
  'card-transactions': { schema: CardTransactionRecord.strict(), texts: ['description'] },
  'card-credentials': {
    schema: CardCredentialRow,
    switches: ['supplementary'],
    numbers: ['pinVersion'],
    unique: 'pan',
  },
  recipients: { schema: RecipientRow, switches: ['emailUndeliverable'], texts: ['name'] },
};

/** The request that takes each kind without secrets. */
export const OPEN_REQUESTS = {
  clients: ImportClients,
  accounts: ImportAccounts,
  'account-transactions': ImportAccountTransactions,
  cards: ImportCards,
  'card-transactions': ImportCardTransactions,
} as const satisfies Record<OpenKind, unknown>;
