import { BusSettings, ConfigurationError, KeyFolder, readSettings } from '#libs/config';
import {
  ConfirmAccounts,
  ConfirmCards,
  ImportAccounts,
  ImportAccountTransactions,
  ImportCardCredentials,
  ImportCards,
  ImportCardTransactions,
  ImportClients,
  ImportRecipients,
  type ImportReply,
} from '#libs/contracts';
import { ask, type BusAccess, busAccess, connectToBus } from '#libs/messaging';
import { boxKeyPair, Sealer } from '#libs/sealing';
import type { NatsConnection } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { BankFileError, readBankFile } from './read-bank-file.js';
import { type BankRecords, toRecords } from './to-records.js';

/** Some records of the invented bank were refused; the message names them. */
export class ImportRefusedError extends Error {
  override readonly name = 'ImportRefusedError';
}

export interface ImportDemoOptions {
  /** The bus, as the bank's feed reaches it. */
  readonly bus: BusAccess;
  /** Folder with `seal-sender.key`, auth's `seal-1.pub` and notifications' `seal-notifications.pub`. */
  readonly secretsDir: string;
  /** Default: `DEMO_BANK_FILE`, else `demo/bank.json` of this repository. */
  readonly bankFile?: string | undefined;
  /** Hears how many records of a kind were stored. */
  readonly log?: (line: string) => void;
}

/** Records in a message; with the longest texts of the invented bank a tenth of what a message may hold. */
const BATCH = 20;

/**
 * Loads the invented bank through the same requests any bank's feed uses, and confirms it as right at this moment.
 * Harmless to repeat: dates that count from today move on, PINs already stored and all counters stay.
 * @throws BankFileError when the file cannot be used, ImportRefusedError when a service refused a record,
 * ServiceUnavailable when one does not answer.
 */
export async function importDemo({ bus: access, secretsDir, bankFile, log = () => undefined }: ImportDemoOptions) {
  const bank = readBankFile(bankFile ?? (process.env['DEMO_BANK_FILE'] || undefined));
  const keys = new KeyFolder(secretsDir);
  const { secretKey } = boxKeyPair(keys.secret('seal-sender.key'));
  const sealerFor = (keyId: string) => new Sealer({ keyId, publicKey: keys.publicKey(`${keyId}.pub`) }, secretKey);
  const sealers = {
    pan: sealerFor('seal-1'),
    pin: sealerFor('seal-1'),
    statementPassword: sealerFor('seal-notifications'),
  };
  const now = new Date();
  const importId = randomUUID();
  const recordsSealedAt = (sealedAt: Date) =>
    toRecords(bank, now, (kind, secret) =>
      sealers[kind].seal(secret, { kind, callId: importId, step: 0, now: sealedAt }),
    );
  const bus = await connectToBus(access, 'import-demo');
  try {
    await sendAll(recordsSealedAt, importId, bus, log);
    const asOf = now.toISOString();
    await ask(bus, ConfirmAccounts, { asOf });
    await ask(bus, ConfirmCards, { asOf });
  } finally {
    await bus.close();
  }
}

async function sendAll(
  recordsSealedAt: (at: Date) => BankRecords,
  importId: string,
  bus: NatsConnection,
  log: (line: string) => void,
): Promise<void> {
  const records = recordsSealedAt(new Date());
  const load = async <Item>(
    what: string,
    items: readonly Item[],
    send: (batch: Item[], from: number) => Promise<ImportReply>,
  ) => {
    for (let from = 0; from < items.length; from += BATCH) {
      const { refused } = await send(items.slice(from, from + BATCH), from);
      const named = refused.map(({ sourceId, why }) => `  ${sourceId}: ${why}`);
      if (named.length > 0) throw new ImportRefusedError(`${what} were refused:\n${named.join('\n')}`);
    }
    log(`${what}: ${items.length} stored`);
  };
  await load('clients', records.clients, (batch) => ask(bus, ImportClients, { records: batch }));
  // Before the cards, whose PINs take their time: seals age. Each batch of those is sealed when it is sent.
  await load('recipients', records.recipients, (batch) => ask(bus, ImportRecipients, { importId, records: batch }));
  await load('card credentials', records.cardCredentials, (batch, from) => {
    const fresh = recordsSealedAt(new Date()).cardCredentials.slice(from, from + batch.length);
    return ask(bus, ImportCardCredentials, { importId, records: fresh });
  });
  await load('accounts', records.accounts, (batch) => ask(bus, ImportAccounts, { records: batch }));
  await load('account transactions', records.accountTransactions, (batch) =>
    ask(bus, ImportAccountTransactions, { records: batch }),
  );
  await load('cards', records.cards, (batch) => ask(bus, ImportCards, { records: batch }));
  await load('card transactions', records.cardTransactions, (batch) =>
    ask(bus, ImportCardTransactions, { records: batch }),
  );
}

async function main(): Promise<void> {
  const settings = readSettings(BusSettings, process.env);
  await importDemo({
    bus: busAccess('importer', settings),
    secretsDir: settings.SECRETS_DIR,
    log: (line) => console.log(line),
  });
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    const expected = [ConfigurationError, BankFileError, ImportRefusedError].some((kind) => error instanceof kind);
    console.error(error instanceof Error ? (expected ? error.message : error.stack) : error);
    process.exitCode = 1;
  });
}
