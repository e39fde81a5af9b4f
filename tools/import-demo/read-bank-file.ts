import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The file of the invented bank cannot be used; the message names each bad field and never a value. */
export class BankFileError extends Error {
  override readonly name = 'BankFileError';
}

const Key = z.string().min(1).max(50);
const AmountText = z.string().regex(/^-?\d+(\.\d+)?$/, { error: 'must be a decimal number as text' });
const CurrencyCode = z.string().regex(/^[A-Z]{3}$/, { error: 'must be three capital letters' });
const DaysAgo = z.int().min(0);
const YearsAgo = z.strictObject({ yearsAgo: z.int().min(0) });

const Client = z.strictObject({
  key: Key,
  clientNumber: z.string().regex(/^\d{9}$/),
  type: z.enum(['individual', 'business']),
  status: z.enum(['active', 'dormant', 'closed', 'deceased']),
  name: z.string(),
  birth: YearsAgo.nullable(),
  phones: z.array(z.string()),
  email: z.email().nullable(),
  emailUndeliverable: z.boolean().default(false),
  statementPassword: z.string().nullable(),
});

const Movement = z.strictObject({ daysAgo: DaysAgo, amount: AmountText, description: z.string() });

const Account = z.strictObject({
  key: Key,
  number: z.string(),
  holders: z.array(Key).min(1),
  type: z.enum(['current', 'savings', 'deposit', 'loan']),
  currency: CurrencyCode,
  opened: YearsAgo,
  balance: AmountText,
  available: AmountText,
  transactions: z.array(Movement),
});

const CommonCard = {
  key: Key,
  pan: z.string().regex(/^\d{16}$/),
  pin: z.string().regex(/^\d{4}$/),
  owner: Key,
  status: z.enum(['active', 'blocked', 'inactive', 'closed']),
  /** Counted from this month; -1: expired with the last one. */
  expiresInMonths: z.int(),
};

const Credit = z.strictObject({
  limit: AmountText,
  available: AmountText,
  statementBalance: AmountText,
  statementPaid: AmountText,
  minimumPayment: AmountText,
  lastCutDaysAgo: DaysAgo,
  dueInDays: z.int().min(0),
});

const DebitCard = z.strictObject({ ...CommonCard, kind: z.literal('debit'), linkedAccounts: z.array(Key) });
const CreditCard = z.strictObject({
  ...CommonCard,
  kind: z.literal('credit'),
  currency: CurrencyCode,
  /** Absent for a supplementary card. */
  credit: Credit.optional(),
  transactions: z.array(Movement.extend({ pending: z.boolean().default(false) })).default([]),
  /** Who carries a supplementary card, and the card it belongs to. */
  heldBy: Key.optional(),
  supplementaryOf: Key.optional(),
});

/** The invented bank: who is a client, what they hold, and when, counted from the moment of loading. */
export const BankFile = z
  .strictObject({
    about: z.string(),
    bank: z.strictObject({ name: z.string(), timezone: z.string(), country: z.string().length(2) }),
    clients: z.array(Client),
    accounts: z.array(Account),
    cards: z.array(z.discriminatedUnion('kind', [DebitCard, CreditCard])),
  })
  .superRefine((bank, context) => {
    for (const { path, key, known } of references(bank)) {
      if (!known.has(key)) context.addIssue({ code: 'custom', path, message: 'names nothing in this file' });
    }
  });
export type BankFile = z.output<typeof BankFile>;

interface Reference {
  path: (string | number)[];
  key: string;
  known: Set<string>;
}

function references({ clients, accounts, cards }: Pick<BankFile, 'clients' | 'accounts' | 'cards'>): Reference[] {
  const keysOf = (items: readonly { key: string }[]) => new Set(items.map(({ key }) => key));
  const [someClient, someAccount, someCard] = [keysOf(clients), keysOf(accounts), keysOf(cards)];
  return [
    ...accounts.flatMap(({ holders }, at) =>
      holders.map((key, i) => ({ path: ['accounts', at, 'holders', i], key, known: someClient })),
    ),
    ...cards.map(({ owner }, at) => ({ path: ['cards', at, 'owner'], key: owner, known: someClient })),
    ...cards.flatMap((card, at) => {
      if (card.kind === 'debit')
        return card.linkedAccounts.map((key, i) => ({
          path: ['cards', at, 'linkedAccounts', i],
          key,
          known: someAccount,
        }));
      const main = card.supplementaryOf;
      return main === undefined ? [] : [{ path: ['cards', at, 'supplementaryOf'], key: main, known: someCard }];
    }),
  ];
}

/**
 * Reads and checks the file of the invented bank.
 * @param path default: `demo/bank.json` of this repository.
 * @throws BankFileError naming the file and every bad field.
 */
export function readBankFile(path = demoBankFile()): BankFile {
  const result = BankFile.safeParse(parse(path));
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new BankFileError(`the bank in ${path} cannot be loaded:\n${problems.join('\n')}`);
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    // The parser's own message would quote the file.
    const why = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new BankFileError(`the bank file ${path} ${why}`);
  }
}

/** Beside the sources as well as when built, this file lies some folders below the repository's root. */
function demoBankFile(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'demo', 'bank.json');
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) throw new BankFileError('demo/bank.json is missing: set DEMO_BANK_FILE');
  }
}
