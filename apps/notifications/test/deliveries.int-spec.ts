import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ListDeliveries, RequeueDeliveries } from '#libs/contracts';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../../test/harness/index.js';
import { honest, type Script } from '../../../tools/smtp-sink/index.js';
import { MailBank, type MailClient, PASSWORD } from './mail-bank.js';

jest.setTimeout(40_000);

let mail: MailBank;
beforeAll(async () => {
  mail = await MailBank.start();
}, 120_000);
afterEach(() => {
  mail.sink.script = honest;
});
afterAll(() => mail.stop());

const refuse =
  (client: MailClient): Script =>
  ({ stage, recipient }) =>
    stage === 'rcpt' && recipient === client.address ? { do: 'reply', words: '552 5.2.2 mailbox full' } : undefined;

async function aDeadDelivery() {
  const client = await mail.aClient();
  mail.sink.script = refuse(client);
  await mail.request(client);
  await mail.untilState(client, 'dead');
  mail.sink.script = honest;
  return { client, deliveryId: (await mail.deliveryOf(client)).id };
}

const untilReply = (client: MailClient, reply: string) =>
  eventually(async () => (await mail.deliveryOf(client)).last_reply === reply, 15_000);

/** Not while it is being made: it would then be sent as it was asked for. */
const poison = ({ id }: MailClient, change: string) =>
  eventually(async () => {
    const altered = `UPDATE notifications.deliveries SET ${change} WHERE client_id = $1 AND state = 'queued' RETURNING id`;
    return (await mail.bank.sql(altered, [id])).length === 1;
  });

const requeue = (which: 'dead' | string[]) => mail.bank.ask(RequeueDeliveries, { which, requestedBy: 'a test' });

describe('what staff see', () => {
  it('deliveries, newest first, with the server’s last words and no address in full', async () => {
    const { deliveryId, client } = await aDeadDelivery();
    const { deliveries, counts } = await mail.bank.ask(ListDeliveries, { states: ['dead'], limit: 1 });
    expect(deliveries).toEqual([
      {
        deliveryId,
        clientId: client.id,
        kind: 'statement',
        language: 'sq',
        state: 'dead',
        attempts: 1,
        maskedAddress: `${client.address.slice(0, 1)}…@example.com`,
        acceptedAt: expect.any(String),
        nextAttemptAt: null,
        sentAt: null,
        lastReply: '552 5.2.2 mailbox full',
      },
    ]);
    expect(counts.dead).toBeGreaterThanOrEqual(1);
  });

  it('all of them, page by page, each once', async () => {
    await mail.requestAll(await mail.clients(7));
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await mail.bank.ask(ListDeliveries, { limit: 3, ...(after === undefined ? {} : { after }) });
      seen.push(...page.deliveries.map(({ deliveryId }) => deliveryId));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect([...seen].sort()).toEqual((await mail.deliveries()).map(({ id }) => id).sort());
  });

  it('nothing for a place that no page gave out', async () => {
    await expect(mail.bank.ask(ListDeliveries, { after: "x' OR 1=1 --" })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });
});

describe('what staff can do', () => {
  it('have a dead delivery tried again, from the beginning', async () => {
    const { client, deliveryId } = await aDeadDelivery();
    expect(await requeue([deliveryId])).toEqual({ requeued: 1, refused: [] });
    await mail.untilState(client, 'sent');
    expect(mail.mailsTo(client)).toHaveLength(1);
    expect(await mail.deliveryOf(client)).toMatchObject({ attempts: 1 });
    const [flag] = await mail.bank.sql('SELECT follow_up_since FROM notifications.recipients WHERE id = $1', [
      client.id,
    ]);
    expect(flag).toEqual({ follow_up_since: null });
  });

  it('have all dead ones tried again; each is sent once, however often that is asked for', async () => {
    const dead = [await aDeadDelivery(), await aDeadDelivery()];
    await Promise.all([requeue('dead'), requeue('dead'), requeue('dead')]);
    for (const { client } of dead) await mail.untilState(client, 'sent');
    for (const { client } of dead) expect(mail.mailsTo(client)).toHaveLength(1);
  });

  it('not have anything else done', async () => {
    const sent = await mail.aClient();
    await mail.request(sent);
    await mail.untilState(sent, 'sent');
    const { deliveryId: expired } = await aDeadDelivery();
    await mail.bank.sql('UPDATE notifications.deliveries SET export_expires_at = now() WHERE id = $1', [expired]);
    const { client, deliveryId: homeless } = await aDeadDelivery();
    await mail.importRecipients([{ sourceId: client.sourceId, email: null, password: null }]);
    const { client: open, deliveryId: unclosed } = await aDeadDelivery();
    await mail.importRecipients([{ sourceId: open.sourceId, email: open.address, password: null }]);
    const { id: done } = await mail.deliveryOf(sent);
    const unknown = randomUUID();
    expect(await requeue([done, expired, homeless, unclosed, unknown])).toEqual({
      requeued: 0,
      refused: [
        { deliveryId: done, why: 'not-dead' },
        { deliveryId: expired, why: 'expired' },
        { deliveryId: homeless, why: 'no-email' },
        { deliveryId: unclosed, why: 'no-password' },
        { deliveryId: unknown, why: 'not-found' },
      ],
    });
  });
});

describe('deliveries that cannot be made', () => {
  it('F23: one that throws each time is dead after eight attempts, and the others go on', async () => {
    const [poisoned, ...others] = await mail.clients(6);
    await mail.sink.goAway();
    await mail.request(poisoned!);
    await poison(poisoned!, "language = 'xx'");
    await mail.sink.comeBack();
    await mail.requestAll(others);
    await eventually(() => others.every((client) => mail.mailsTo(client).length === 1), 20_000);
    await mail.untilState(poisoned!, 'dead', 30_000);
    expect(await mail.deliveryOf(poisoned!)).toMatchObject({ attempts: 8 });
    expect(mail.bank.logs.text()).toContain('"alert":"delivery_dead"');
  });

  it('F23: one whose row cannot even be taken up holds nobody back who is taken up with it', async () => {
    const [first, [poisoned, ...others]] = [await mail.clients(10), await mail.clients(6)];
    mail.sink.script = ({ stage }) => (stage === 'dot' ? { do: 'wait', ms: 700 } : undefined);
    await mail.requestAll(first);
    await mail.request(poisoned!);
    await poison(poisoned!, 'takings = 2147483647');
    await mail.requestAll(others);
    await eventually(() => others.every((client) => mail.mailsTo(client).length === 1), 8_000);
    await mail.bank.sql('UPDATE notifications.deliveries SET takings = 0 WHERE client_id = $1', [poisoned!.id]);
    await mail.untilState(poisoned!, 'sent', 20_000);
  });

  it('goes to no address that was taken away, and is not closed with a password that was', async () => {
    const clients = await mail.clients(2);
    mail.sink.script = ({ stage }) => (stage === 'rcpt' ? { do: 'reply', words: '450 later' } : undefined);
    await mail.requestAll(clients);
    for (const client of clients) await untilReply(client, '450 later');
    await mail.importRecipients([{ sourceId: clients[0]!.sourceId, email: null, password: PASSWORD }]);
    await mail.importRecipients([{ sourceId: clients[1]!.sourceId, email: clients[1]!.address, password: null }]);
    mail.sink.script = honest;
    for (const client of clients) await mail.untilState(client, 'dead', 20_000);
    expect(clients.flatMap((client) => mail.mailsTo(client))).toEqual([]);
  });

  it('ends when its data are no longer kept, also while the mail server is away', async () => {
    const client = await mail.aClient();
    await mail.sink.goAway();
    await mail.request(client);
    await mail.bank.sql('UPDATE notifications.deliveries SET export_expires_at = now() WHERE client_id = $1', [
      client.id,
    ]);
    await mail.untilState(client, 'dead', 20_000);
    await mail.sink.comeBack();
  });

  it('waits while accounts is away, and counts no attempt', async () => {
    const client = await mail.aClient();
    mail.sink.script = ({ stage }) => (stage === 'rcpt' ? { do: 'reply', words: '450 later' } : undefined);
    await mail.request(client);
    await untilReply(client, '450 later');
    await mail.bank.stopService('accounts');
    mail.sink.script = honest;
    await untilReply(client, 'no answer to accounts.v1.statement-export.describe');
    await mail.bank.startService('accounts');
    await mail.untilState(client, 'sent');
    expect(await mail.deliveryOf(client)).toMatchObject({ attempts: 2 });
  });
});

it('nothing of a document stays behind', async () => {
  const client = await mail.aClient();
  await mail.request(client);
  await mail.untilState(client, 'sent');
  const files = () => readdirSync(mail.spoolDir).flatMap((name) => readdirSync(join(mail.spoolDir, name)));
  await eventually(() => files().length === 0);
});
