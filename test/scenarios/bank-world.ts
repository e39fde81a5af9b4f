import { KeyFolder } from '#libs/config';
import { ReleaseLock } from '#libs/contracts';
import { SaidTokens } from '../../apps/gateway/src/audio/said-token.js';
import type { App } from '../../tools/start/apps.js';
import type { ReadSaid } from '../../tools/call/lines/heard/what-was-said.js';
import type { World } from '../../tools/call/phone-line.js';
import { demoCards, demoClients, eventually, type TestBank } from '../harness/index.js';
import type { SmtpSink } from '../../tools/smtp-sink/index.js';

/** The world around a call, when the whole bank runs. */
export class BankWorld implements World {
  /** Services a script took down and did not bring back. */
  private readonly down = new Set<App>();

  /** @param mailServer where the bank's e-mails go. */
  constructor(
    private readonly bank: TestBank,
    private readonly mailServer: SmtpSink,
  ) {}

  async serviceDown(service: string): Promise<void> {
    await this.bank.stopService(service as App);
    this.down.add(service as App);
  }

  async serviceUp(service: string): Promise<void> {
    await this.bank.startService(service as App);
    this.down.delete(service as App);
  }

  async restartGateway(): Promise<void> {
    await this.bank.restartService('gateway');
  }

  async unlockCard(card: string): Promise<void> {
    const subject = { kind: 'card', cardId: cardIdOf(card) } as const;
    await this.bank.ask(ReleaseLock, { subject, reason: 'the client came to a branch', releasedBy: 'a tester' });
  }

  async wrongPins(card: string): Promise<number> {
    const rows = await this.bank.sql<{ consecutive: number }>(
      'SELECT consecutive FROM auth.card_tries WHERE card_id = $1',
      [cardIdOf(card)],
    );
    return rows[0]?.consecutive ?? 0;
  }

  /** E-mails in the client's mailbox, once none of those promised is under way any more. */
  async mailsTo(client: string): Promise<number> {
    const { id } = demoClients[client]!;
    const underWay = () =>
      this.bank.sql("SELECT FROM notifications.deliveries WHERE client_id = $1 AND state <> 'sent'", [id]);
    await eventually(async () => (await underWay()).length === 0, 20_000);
    const [recipient] = await this.bank.sql<{ email: string | null }>(
      'SELECT email FROM notifications.recipients WHERE id = $1',
      [id],
    );
    return this.mailServer.mailbox.mails.filter(({ to }) => to === recipient?.email).length;
  }

  /** Every line that was logged and every row of every table. */
  async everythingWritten(): Promise<string> {
    const tables = await this.bank.sql<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const rows: string[] = [];
    for (const { name } of tables) {
      const found = await this.bank.sql<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`);
      rows.push(...found.map(({ row }) => row));
    }
    return `${this.bank.logs.text()}\n${rows.join('\n')}`;
  }

  /** Nothing of the calls before counts any more: neither tries nor failures, nor that a service was down. */
  async forgetCalls(): Promise<void> {
    for (const service of this.down) await this.serviceUp(service);
    // Attempts are long past, not gone: one of a call before that comes twice may still be on its way, and must get its
    // answer and not be decided anew.
    await this.bank.sql("UPDATE auth.verification_attempts SET at = at - interval '2 days'");
    await this.bank.sql('TRUNCATE auth.caller_numbers, auth.suspensions');
    await this.bank.sql('TRUNCATE notifications.deliveries');
    this.mailServer.mailbox.empty();
    await this.bank.sql('UPDATE auth.card_tries SET consecutive = 0, total = 0, locked_until = NULL');
  }

  /** How a call ended, once its end is known. */
  async outcomeOf(providerCallId: string): Promise<string | undefined> {
    const rows = await this.bank.sql<{ outcome: string | null }>(
      'SELECT outcome FROM gateway.calls WHERE provider_call_id = $1',
      [providerCallId],
    );
    return rows[0]?.outcome ?? undefined;
  }

  /** Reads the addresses of sentences with a client's data, as only the gateway can. */
  readSaid(): ReadSaid {
    const key = new KeyFolder(this.bank.secretsDir('gateway')).secret('audio.key');
    const tokens = new SaidTokens(key, 600_000);
    return (token) => tokens.open(token);
  }
}

function cardIdOf(card: string): string {
  return demoCards[card]!.id;
}
