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
/** Kinds without a secret; they go to a service as they are. */
export const OpenKind = ImportKind.exclude(SECRET_KINDS);
export type OpenKind = z.output<typeof OpenKind>;
/** Fields of the kinds with secrets, in the clear: a file of another kind that has one is a mistake worth stopping at. */
export const SECRET_FIELDS: readonly string[] = ['pan', 'pin', 'statementPassword'];

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
  /** Those of {@link SECRET_FIELDS} that belong here. */
  readonly secrets?: readonly string[];
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
    secrets: ['pan', 'pin'],
    unique: 'pan',
  },
  recipients: {
    schema: RecipientRow,
    switches: ['emailUndeliverable'],
    texts: ['name'],
    secrets: ['statementPassword'],
  },
};

/** The request that takes each kind without secrets. */
export const OPEN_REQUESTS = {
  clients: ImportClients,
  accounts: ImportAccounts,
  'account-transactions': ImportAccountTransactions,
  cards: ImportCards,
  'card-transactions': ImportCardTransactions,
} as const satisfies Record<OpenKind, unknown>;
