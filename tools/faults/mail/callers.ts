import { KeyFolder } from '#libs/config';
import {
  type AccountRecord,
  type AccountTransactionRecord,
  ConfirmAccounts,
  ConfirmCards,
  ImportAccounts,
  ImportAccountTransactions,
  type ImportReply,
  ImportRecipients,
  type ReplyOf,
  RequestStatement,
} from '#libs/contracts';
import { GrantSigner } from '#libs/grants';
import { idOf } from '#libs/identity';
import { ask, connectToBus, ServiceUnavailable } from '#libs/messaging';
import { boxKeyPair, Sealer } from '#libs/sealing';
import type { NatsConnection } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Servers } from './servers.js';

export const PASSWORD = 'Bora-e-Korabit-1';
/** How many ask for an e-mail each second where it counts how long that takes: 90,000 an hour. */
export const CALLERS_PER_SECOND = 25;
const BATCH = 40;
const AT_ONCE = 8;
/** Clients ask again until they are answered: a bank that was killed comes back. */
const TRY_AGAIN_MS = 200;
const GIVE_UP_MS = 120_000;

/** A client with accounts in some currencies, all invented. */
export interface Client {
  readonly sourceId: string;
  readonly id: string;
  readonly address: string;
  readonly currencies: readonly string[];
}

/** One statement of one client. */
export interface Wish {
  readonly client: Client;
  readonly currency: string;
}

export type Answer = ReplyOf<typeof RequestStatement>['outcome'];

interface Answered {
  readonly answer: Answer;
  /** Milliseconds; `undefined`: it had to be asked for again. */
  readonly firstTryMs: number | undefined;
}

/** What came of asking. */
export interface Asked {
  readonly answers: ReadonlyMap<Answer, number>;
  /** Of each request that was answered at its first try, in milliseconds. */
  readonly latencies: readonly number[];
}

/** Clients of the bank, and their telephone calls as far as notifications sees them. */
export class Callers {
  private constructor(
    /** Feeds ask here … */
    private readonly feeds: NatsConnection,
    /** … and callers here. */
    private readonly bus: NatsConnection,
    private readonly signer: GrantSigner,
    private readonly sealer: Sealer,
  ) {}

  static async connect(servers: Servers): Promise<Callers> {
    const importer = new KeyFolder(servers.secretsOf('importer'));
    const recipient = { keyId: 'seal-notifications', publicKey: importer.publicKey('seal-notifications.pub') };
    const sealer = new Sealer(recipient, boxKeyPair(importer.secret('seal-sender.key')).secretKey);
    const signer = new GrantSigner(new KeyFolder(servers.secretsOf('auth')).secret('grant.key'));
    const [feeds, bus] = await Promise.all([
      connectToBus(servers.busAccess('importer'), 'feeds'),
      connectToBus(servers.busAccess('gateway'), 'callers'),
    ]);
    return new Callers(feeds, bus, signer, sealer);
  }

  async close(): Promise<void> {
    await Promise.all([this.feeds.close(), this.bus.close()]);
  }

  /** Makes clients with an address, a statement password and an account in each currency, with some movements. */
  async register(count: number, currencies: readonly string[] = ['EUR'], movements = 5): Promise<Client[]> {
    const clients = Array.from({ length: count }, (): Client => {
      const sourceId = randomUUID();
      return { sourceId, id: idOf('client', sourceId), address: `${sourceId}@example.com`, currencies };
    });
    await this.inBatches(clients, (records) => this.importRecipients(records));
    const accounts = clients.flatMap((client) => currencies.map((currency) => anAccount(client, currency)));
    await this.inBatches(accounts, (records) => ask(this.feeds, ImportAccounts, { records }));
    const moved = accounts.flatMap((account) => someMovements(account.sourceId, movements));
    await this.inBatches(moved, (records) => ask(this.feeds, ImportAccountTransactions, { records }));
    await this.confirm();
    return clients;
  }

  /** The bank's data are right as of now. */
  async confirm(): Promise<void> {
    const asOf = new Date().toISOString();
    await ask(this.feeds, ConfirmAccounts, { asOf });
    await ask(this.feeds, ConfirmCards, { asOf });
  }

  /** Every statement each of these clients could ask for. */
  static wishesOf(clients: readonly Client[]): Wish[] {
    return clients.flatMap((client) => client.currencies.map((currency) => ({ client, currency })));
  }

  /** Asks for all of them, a few at a time; who is not answered asks again, with the same command. */
  async ask(wishes: readonly Wish[], atOnce = AT_ONCE): Promise<Asked> {
    const answered: Answered[] = [];
    let next = 0;
    const caller = async () => {
      for (let wish = wishes[next++]; wish; wish = wishes[next++]) answered.push(await this.request(wish));
    };
    await Promise.all(Array.from({ length: atOnce }, caller));
    return whatCameOf(answered);
  }

  /**
   * Asks for all of them at a steady pace, whether or not those before are answered yet, as calls come in.
   * @param perSecond so many requests.
   */
  async askSteadily(wishes: readonly Wish[], perSecond: number): Promise<Asked> {
    const began = performance.now();
    const answered = await Promise.all(
      wishes.map(async (wish, index) => {
        await sleep(Math.max(0, (index * 1_000) / perSecond - (performance.now() - began)));
        return this.request(wish);
      }),
    );
    return whatCameOf(answered);
  }

  /** One request, as often as it takes to be answered. */
  async request({ client, currency }: Wish): Promise<Answered> {
    const callId = randomUUID();
    const claims = { callId, clientId: client.id, level: 'client_number', items: ['A3'] } as const;
    const grant = await this.signer.sign({ ...claims, items: ['A3'] }, new Date(), new Date(Date.now() + 900_000));
    const request = { callId, grant, commandId: randomUUID(), language: 'sq', currency } as const;
    const giveUpAt = Date.now() + GIVE_UP_MS;
    for (let isFirst = true; ; isFirst = false) {
      const began = performance.now();
      try {
        const { outcome } = await ask(this.bus, RequestStatement, request);
        return { answer: outcome, firstTryMs: isFirst ? performance.now() - began : undefined };
      } catch (error) {
        if (!(error instanceof ServiceUnavailable) || Date.now() > giveUpAt) throw error;
        await sleep(TRY_AGAIN_MS);
      }
    }
  }

  private importRecipients(clients: readonly Client[]): Promise<ImportReply> {
    const [importId, now] = [randomUUID(), new Date()];
    const seal = () => this.sealer.seal(PASSWORD, { kind: 'statementPassword', callId: importId, step: 0, now });
    return ask(this.feeds, ImportRecipients, {
      importId,
      records: clients.map(({ sourceId, address }) => ({
        sourceId,
        name: 'Klienti i Provës',
        email: address,
        emailUndeliverable: false,
        sealedStatementPassword: seal(),
      })),
    });
  }

  private async inBatches<Item>(items: readonly Item[], send: (batch: Item[]) => Promise<ImportReply>): Promise<void> {
    for (let at = 0; at < items.length; at += BATCH) {
      const { refused } = await send(items.slice(at, at + BATCH));
      if (refused.length > 0) throw new Error(`the bank refused ${JSON.stringify(refused[0])}`);
    }
  }
}

function whatCameOf(answered: readonly Answered[]): Asked {
  const answers = new Map<Answer, number>();
  for (const { answer } of answered) answers.set(answer, (answers.get(answer) ?? 0) + 1);
  return { answers, latencies: answered.flatMap(({ firstTryMs }) => firstTryMs ?? []) };
}

function anAccount(client: Client, currency: string): AccountRecord {
  return {
    sourceId: `${client.sourceId}/${currency}`,
    number: '300000001-001',
    holderSourceIds: [client.sourceId],
    type: 'current',
    status: 'open',
    currency,
    openedDate: '2020-01-01',
    bookedBalanceMinor: '150000',
    availableBalanceMinor: '150000',
  };
}

function someMovements(accountSourceId: string, count: number): AccountTransactionRecord[] {
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  return Array.from({ length: count }, (_, index) => ({
    sourceId: `${accountSourceId}/${index}`,
    accountSourceId,
    date: yesterday,
    amountMinor: String(index % 2 === 0 ? -4_550 - index : 9_900 + index),
    description: `DYQAN USHQIMORE TIRANE ${index}`,
  }));
}

/** So many invented currency codes: three capital letters each. */
export function someCurrencies(count: number): string[] {
  const letter = (index: number) => String.fromCharCode(65 + (index % 26));
  return Array.from({ length: count }, (_, index) => `X${letter(Math.floor(index / 26))}${letter(index)}`);
}
