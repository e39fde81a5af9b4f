import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallGrantsRevoked, RequestStatement, RequestTransactionList } from '#libs/contracts';
import { tell } from '#libs/messaging';
import { randomUUID } from 'node:crypto';
import { eventually } from '../../../test/harness/index.js';
import { MailBank } from './mail-bank.js';

let mail: MailBank;
beforeAll(async () => {
  mail = await MailBank.start();
}, 120_000);
afterAll(() => mail.stop());

const rowsOf = (client: { id: string }) =>
  mail.bank.sql('SELECT * FROM notifications.deliveries WHERE client_id = $1', [client.id]);

describe('asking for a statement by e-mail', () => {
  it('I1: is answered "queued" when the promise is kept in a row and a job, and sent at once', async () => {
    const client = await mail.aClient();
    expect(await mail.request(client)).toBe('queued');
    await mail.untilState(client, 'sent');
    expect(mail.mailsTo(client)).toHaveLength(1);
  });

  it('SC17, D18: without an address nothing is queued', async () => {
    const client = await mail.aClient({ email: null });
    expect(await mail.request(client)).toBe('no-email');
    expect(await rowsOf(client)).toEqual([]);
  });

  it('SC17, D18: nor to an address the bank knows to be undeliverable', async () => {
    const client = await mail.aClient({ undeliverable: true });
    expect(await mail.request(client)).toBe('no-email');
    expect(await rowsOf(client)).toEqual([]);
  });

  it('D18: nor for a client of whom the bank sent no record', async () => {
    expect(await mail.request({ id: randomUUID() })).toBe('no-email');
  });

  it('SC41, D19: without a statement password nothing is queued', async () => {
    const client = await mail.aClient({ password: null });
    expect(await mail.request(client)).toBe('no-password');
    expect(await rowsOf(client)).toEqual([]);
  });

  it('SC20, D17: without an account in that currency nothing is queued', async () => {
    const client = await mail.aClient();
    expect(await mail.request(client, { currency: 'CAD' })).toBe('no-account');
    expect(await rowsOf(client)).toEqual([]);
  });

  it('SC19, D20: the same item again is "already", in the same call and within ten minutes; one e-mail in total', async () => {
    const client = await mail.aClient();
    const callId = randomUUID();
    expect(await mail.request(client, { callId })).toBe('queued');
    expect(await mail.request(client, { callId })).toBe('already');
    expect(await mail.request(client)).toBe('already');
    await mail.untilState(client, 'sent');
    expect(mail.mailsTo(client)).toHaveLength(1);
  });

  it('D20: ten minutes later it is a new request, but not in the same call', async () => {
    const client = await mail.aClient();
    const callId = randomUUID();
    expect(await mail.request(client, { callId })).toBe('queued');
    await mail.bank.sql(
      "UPDATE notifications.deliveries SET accepted_at = now() - interval '11 min' WHERE client_id = $1",
      [client.id],
    );
    expect(await mail.request(client, { callId })).toBe('already');
    expect(await mail.request(client)).toBe('queued');
  });

  it('D20: a promise that failed for good does not stand in the way of a new one', async () => {
    const client = await mail.aClient();
    expect(await mail.request(client)).toBe('queued');
    await mail.untilState(client, 'sent');
    await mail.bank.sql("UPDATE notifications.deliveries SET state = 'dead', sent_at = NULL WHERE client_id = $1", [
      client.id,
    ]);
    expect(await mail.request(client)).toBe('queued');
  });

  it('a retried command gets its first answer again, also at the same moment, and one e-mail', async () => {
    const client = await mail.aClient();
    const again = { commandId: randomUUID(), callId: randomUUID() };
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => mail.request(client, again)));
    expect(new Set(outcomes)).toEqual(new Set(['queued']));
    expect(await rowsOf(client)).toHaveLength(1);
  });

  it('P19, D20: of twenty calls of one client at the same moment one is queued', async () => {
    const client = await mail.aClient();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => mail.request(client)));
    expect(outcomes.filter((outcome) => outcome === 'queued')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'already')).toHaveLength(19);
    expect(await rowsOf(client)).toHaveLength(1);
  });

  it('D20: the eleventh e-mail of a day in bank time is refused, also when all are asked for at the same moment', async () => {
    const client = await mail.aClient();
    await mail.request(client);
    await mail.bank.sql(
      `INSERT INTO notifications.deliveries (id, command_id, client_id, call_id, kind, item, language, export_id,
         export_expires_at, priority, bank_date, state, sent_at, accepted_at, next_attempt_at)
       SELECT gen_random_uuid(), gen_random_uuid(), client_id, gen_random_uuid(), kind, 'USD', language, export_id,
              export_expires_at, priority, bank_date, 'sent', now(), now() - interval '20 min', NULL
       FROM notifications.deliveries, generate_series(1, 8) WHERE client_id = $1`,
      [client.id],
    );
    await mail.bank.sql(
      "UPDATE notifications.deliveries SET accepted_at = now() - interval '11 min' WHERE client_id = $1",
      [client.id],
    );
    expect(await mail.request(client)).toBe('queued');
    await mail.bank.sql(
      "UPDATE notifications.deliveries SET accepted_at = now() - interval '11 min' WHERE client_id = $1",
      [client.id],
    );
    expect(await mail.request(client)).toBe('limit');
    await mail.bank.sql('UPDATE notifications.deliveries SET bank_date = bank_date - 1 WHERE client_id = $1', [
      client.id,
    ]);
    expect(await mail.request(client)).toBe('queued');
  });

  it('I5: what could not be promised is not: with accounts away nothing is queued', async () => {
    const client = await mail.aClient();
    await mail.bank.stopService('accounts');
    await expect(mail.request(client)).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    await mail.bank.startService('accounts');
    expect(await rowsOf(client)).toEqual([]);
    expect(await mail.request(client)).toBe('queued');
  });
});

describe('S18: who may ask', () => {
  it('nobody with a worthless grant, for a statement or a list', async () => {
    const client = await mail.aClient();
    for (const proof of Object.values(await mail.bank.grants.worthless(client, { id: randomUUID() }, 'A3'))) {
      const request = { ...proof, commandId: randomUUID(), currency: 'EUR', language: 'sq' as const };
      await expect(mail.bank.ask(RequestStatement, request)).rejects.toMatchObject({ code: 'GRANT_REFUSED' });
    }
    for (const proof of Object.values(await mail.bank.grants.worthless(client, { id: randomUUID() }, 'C3'))) {
      const request = { ...proof, commandId: randomUUID(), cardId: randomUUID(), language: 'sq' as const };
      await expect(mail.bank.ask(RequestTransactionList, request)).rejects.toMatchObject({ code: 'GRANT_REFUSED' });
    }
    expect(await rowsOf(client)).toEqual([]);
  });

  it('nobody whose call is over, although an e-mail already accepted is still sent (D44)', async () => {
    const client = await mail.aClient();
    const proof = await mail.bank.grants.for(client);
    const request = { ...proof, commandId: randomUUID(), currency: 'EUR', language: 'sq' as const };
    mail.sink.script = ({ recipient }) =>
      recipient === client.address ? { do: 'reply', words: '450 4.2.0 later' } : undefined;
    expect(await mail.bank.ask(RequestStatement, request)).toEqual({ outcome: 'queued' });
    tell(mail.bank.bus, CallGrantsRevoked, {
      callId: proof.callId,
      until: new Date(Date.now() + 60_000).toISOString(),
    });
    await eventually(async () => {
      const outcome = await mail.bank
        .ask(RequestStatement, { ...request, commandId: randomUUID() })
        .catch((error: unknown) => error);
      return (outcome as { code?: string }).code === 'GRANT_REFUSED';
    });
    mail.sink.script = () => undefined;
    await mail.untilState(client, 'sent');
  });
});
