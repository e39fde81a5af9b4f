import { KeyFolder } from '#libs/config';
import {
  type AccountRecord,
  ImportAccounts,
  ImportAccountTransactions,
  ImportRecipients,
  type ReplyOf,
  RequestStatement,
} from '#libs/contracts';
import { idOf } from '#libs/identity';
import { ServiceUnavailable } from '#libs/messaging';
import { boxKeyPair, Sealer } from '#libs/sealing';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startBank, type TestBank } from '../../../test/harness/index.js';
import { SmtpSink, type SinkOptions } from '../../../tools/smtp-sink/index.js';

export const PASSWORD = 'Bora-e-Korabit-1';

/** Pauses and leases of a bank in a hurry, so that tests need not wait minutes. */
export const IN_A_HURRY = {
  SMTP_TIMEOUT_SECONDS: '1',
  SMTP_REPLY_SECONDS: '1',
  EMAIL_LEASE_SECONDS: '10',
  EMAIL_FIRST_PAUSE_SECONDS: '1',
  EMAIL_LONGEST_PAUSE_SECONDS: '1',
  EMAIL_UNKNOWN_PAUSE_SECONDS: '1',
  EMAIL_STOP_SECONDS: '1',
};

/** A client of a test's own, as notifications and accounts know them. */
export interface MailClient {
  readonly id: string;
  readonly sourceId: string;
  readonly address: string;
  readonly accountSourceId: string;
}

export interface MailBankOptions {
  readonly sink?: SinkOptions;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A bank that sends e-mails, and the mail server they go to. */
export class MailBank {
  private constructor(
    readonly bank: TestBank,
    readonly sink: SmtpSink,
    readonly spoolDir: string,
  ) {}

  static async start({ sink: sinkOptions, settings }: MailBankOptions = {}): Promise<MailBank> {
    const sink = await SmtpSink.listen(sinkOptions);
    const spoolDir = mkdtempSync(join(tmpdir(), 'mail-bank-'));
    const notifications = { ...IN_A_HURRY, SMTP_URL: sink.url, EMAIL_SPOOL_DIR: spoolDir, ...settings };
    const services = ['accounts', 'cards', 'notifications'] as const;
    const bank = await startBank({ services, data: 'empty', environment: { notifications } });
    await bank.confirmData();
    return new MailBank(bank, sink, spoolDir);
  }

  async stop(): Promise<void> {
    await this.bank.stop();
    await this.sink.close();
  }

  /** A client with an address, a statement password and one euro account with a movement; a test says what differs. */
  async aClient(
    difference: { email?: string | null; name?: string; password?: string | null; undeliverable?: boolean } = {},
  ): Promise<MailClient> {
    const [client] = await this.clients(1, difference);
    if (!client) throw new Error('no client was made');
    return client;
  }

  async clients(
    count: number,
    difference: { email?: string | null; name?: string; password?: string | null; undeliverable?: boolean } = {},
  ): Promise<MailClient[]> {
    const clients = Array.from({ length: count }, (): MailClient => {
      const sourceId = randomUUID();
      const address = difference.email ?? `${sourceId}@example.com`;
      return { id: idOf('client', sourceId), sourceId, address, accountSourceId: randomUUID() };
    });
    for (let at = 0; at < clients.length; at += 40) await this.importBatch(clients.slice(at, at + 40), difference);
    return clients;
  }

  async importRecipients(
    records: readonly {
      sourceId: string;
      name?: string;
      email: string | null;
      undeliverable?: boolean;
      password?: string | null;
    }[],
    importId = randomUUID(),
  ) {
    return this.bank.ask(ImportRecipients, {
      importId,
      records: records.map(({ sourceId, name, email, undeliverable, password }) => ({
        sourceId,
        name: name ?? 'Klienti i Provës',
        email,
        emailUndeliverable: undeliverable ?? false,
        sealedStatementPassword: password == null ? null : this.seal(password, importId),
      })),
    });
  }

  /** As the bank's feed seals it, for notifications alone. */
  seal(password: string, importId: string, now = new Date()): string {
    const keys = new KeyFolder(this.bank.secretsDir('importer'));
    const recipient = { keyId: 'seal-notifications', publicKey: keys.publicKey('seal-notifications.pub') };
    const sealer = new Sealer(recipient, boxKeyPair(keys.secret('seal-sender.key')).secretKey);
    return sealer.seal(password, { kind: 'statementPassword', callId: importId, step: 0, now });
  }

  /** Asks for a statement, in a call of its own unless told otherwise. */
  async request(
    client: Pick<MailClient, 'id'>,
    difference: {
      currency?: string;
      commandId?: string;
      callId?: string;
      language?: 'sq' | 'en';
    } = {},
  ): Promise<ReplyOf<typeof RequestStatement>['outcome']> {
    const { callId = randomUUID(), ...rest } = difference;
    const proof = await this.bank.grants.for(client, { callId });
    const request = { ...proof, commandId: randomUUID(), currency: 'EUR', language: 'sq' as const, ...rest };
    return (await this.bank.ask(RequestStatement, request)).outcome;
  }

  /** Asks for a statement for each, a few at a time. @throws Error when one is not queued. */
  async requestAll(clients: readonly Pick<MailClient, 'id'>[]): Promise<void> {
    const waiting = [...clients];
    const askForNext = async (): Promise<void> => {
      for (let client = waiting.pop(); client; client = waiting.pop()) {
        const outcome = await this.requestPatiently(client);
        if (outcome !== 'queued') throw new Error(`not queued but ${outcome}`);
      }
    };
    await Promise.all(Array.from({ length: 6 }, askForNext));
  }

  /** On a busy machine a service may not answer in time; the same command is then harmless. */
  private async requestPatiently(client: Pick<MailClient, 'id'>) {
    const again = { commandId: randomUUID(), callId: randomUUID() };
    for (let tries = 1; ; tries++) {
      try {
        return await this.request(client, again);
      } catch (error) {
        if (!(error instanceof ServiceUnavailable) || tries === 5) throw error;
      }
    }
  }

  deliveries() {
    return this.bank.sql<{
      id: string;
      client_id: string;
      state: string;
      attempts: number;
      takings: number;
      times_uncertain: number;
      last_reply: string | null;
    }>('SELECT * FROM notifications.deliveries ORDER BY accepted_at');
  }

  async deliveryOf(client: Pick<MailClient, 'id'>) {
    const found = (await this.deliveries()).filter(({ client_id }) => client_id === client.id);
    const [delivery] = found;
    if (!delivery || found.length > 1) throw new Error(`${found.length} deliveries`);
    return delivery;
  }

  async untilState(client: Pick<MailClient, 'id'>, state: string, withinMs = 15_000): Promise<void> {
    const reached = eventually(async () => (await this.deliveryOf(client)).state === state, withinMs);
    await reached.catch(async (error: unknown) => {
      throw new Error(`not ${state}: ${JSON.stringify(await this.deliveryOf(client))}`, { cause: error });
    });
  }

  mailsTo(client: Pick<MailClient, 'address'>) {
    return this.sink.mailbox.mails.filter(({ to }) => to === client.address);
  }

  private async importBatch(
    clients: readonly MailClient[],
    { email, name, password, undeliverable }: Parameters<MailBank['clients']>[1] = {},
  ): Promise<void> {
    const reply = await this.importRecipients(
      clients.map(({ sourceId, address }) => ({
        sourceId,
        ...(name === undefined ? {} : { name }),
        email: email === null ? null : address,
        undeliverable: undeliverable ?? false,
        password: password === undefined ? PASSWORD : password,
      })),
    );
    if (reply.refused.length > 0) throw new Error(JSON.stringify(reply.refused));
    await this.bank.ask(ImportAccounts, {
      records: clients.map(({ sourceId, accountSourceId }): AccountRecord => ({
        sourceId: accountSourceId,
        number: '300000001-001',
        holderSourceIds: [sourceId],
        type: 'current',
        status: 'open',
        currency: 'EUR',
        openedDate: '2020-01-01',
        bookedBalanceMinor: '15000',
        availableBalanceMinor: '15000',
      })),
    });
    await this.bank.ask(ImportAccountTransactions, {
      records: clients.map(({ accountSourceId }) => ({
        sourceId: `${accountSourceId}/1`,
        accountSourceId,
        date: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
        amountMinor: '-4550',
        description: 'Faturë energjie',
      })),
    });
  }
}
