import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually, startBank, type TestBank } from '../../../test/harness/index.js';
import { type Member, TestStaff } from './admin-staff.js';

const CLIENT = randomUUID();
const CARD = randomUUID();
const OLD_EMAIL = 'old.address@client.example.com';

describe('what staff change', () => {
  let bank: TestBank;
  let staff: TestStaff;
  let operator: Member;
  let security: Member;
  let both: Member;
  let administrator: Member;

  beforeAll(async () => {
    bank = await startBank({
      services: ['auth', 'notifications', 'gateway'],
      data: 'empty',
      environment: { gateway: { ADMIN: 'on' } },
    });
    staff = await TestStaff.of(bank);
    operator = await staff.member('olga', 'operator');
    security = await staff.member('sara', 'security');
    both = await staff.member('boris', 'operator', 'security');
    administrator = await staff.member('anna', 'administrator');
    await bank.sql(
      `INSERT INTO auth.clients (id, client_number, type, status) VALUES ('${CLIENT}', '100000777', 'individual', 'active')`,
    );
    await bank.sql(`INSERT INTO auth.client_phones (number, client_id) VALUES ('+355690000777', '${CLIENT}')`);
    await bank.sql(
      `INSERT INTO auth.cards (id, client_id, kind, status, supplementary, expiry_month, pan_token, last_four)
       VALUES ('${CARD}', '${CLIENT}', 'credit', 'active', false, '2030-12', decode(repeat('ab', 32), 'hex'), '0777')`,
    );
    await bank.sql(
      `INSERT INTO notifications.recipients (id, name, email, email_undeliverable) VALUES ('${CLIENT}', 'A Client', '${OLD_EMAIL}', false)`,
    );
  }, 120_000);
  afterAll(async () => {
    await staff.close();
    await bank.stop();
  });

  const lock = (total: number) =>
    bank.sql(
      `INSERT INTO auth.card_tries (card_id, consecutive, total, locked_until)
       VALUES ('${CARD}', 3, ${total}, now() + interval '1 day')
       ON CONFLICT (card_id) DO UPDATE SET consecutive = 3, total = ${total}, locked_until = now() + interval '1 day'`,
    );
  const audited = (action: string) =>
    bank.sql<{ actor: string; subject: string; outcome: string; reason: string | null }>(
      `SELECT actor, subject, reason, details ->> 'outcome' AS outcome FROM gateway.audit_trail WHERE action = $1 ORDER BY at, seq`,
      [action],
    );

  it('SC22, S33: a card is unlocked with a reason, once for one key, and it stands in the audit trail', async () => {
    await lock(3);
    const listed = await operator.get('/locks/cards');
    expect(listed.body['locks']).toMatchObject([{ cardId: CARD, lastFour: '0777', total: 3, takesTwo: false }]);
    const [key, reason] = [randomUUID(), 'seen at the branch'];
    const release = () => operator.post(`/locks/cards/${CARD}/release`, { reason }, key);
    expect(await release()).toMatchObject({ status: 200, body: { released: true } });
    await lock(3);
    const again = await release();
    expect(again).toMatchObject({ status: 200, body: { released: true } });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await operator.get('/locks/cards')).body['locks']).toHaveLength(1);
    expect(await operator.post(`/locks/cards/${CARD}/release`, { reason: 'another' }, key)).toMatchObject({
      status: 422,
    });
    expect(await operator.post(`/locks/cards/${CARD}/release`, { reason }, 'short')).toMatchObject({ status: 400 });
    expect(await audited('admin.release-card')).toEqual([
      { actor: 'staff:olga', subject: `locks:${CARD}`, outcome: 'asked', reason: null },
      { actor: 'staff:olga', subject: `card:${CARD}`, outcome: 'done', reason },
    ]);
  });

  it('S34: a total takes two; one person with both roles is one person', async () => {
    await lock(10);
    const reason = 'papers were checked';
    expect(await both.post(`/locks/cards/${CARD}/release`, { reason })).toMatchObject({ status: 409 });
    const proposed = await both.post(`/locks/cards/${CARD}/release/proposals`, { reason });
    expect(proposed).toMatchObject({ status: 201, body: { state: 'pending', kind: 'card-total' } });
    const approve = `/proposals/${String(proposed.body['proposalId'])}/approve`;
    expect(await both.post(approve)).toMatchObject({
      status: 403,
      body: { type: 'urn:phone-banking:problem:same-person' },
    });
    expect(await administrator.post(approve)).toMatchObject({ status: 403 });
    expect(await operator.post(approve)).toMatchObject({ status: 403 });
    expect(await security.post(approve)).toMatchObject({
      status: 200,
      body: { state: 'applied', outcome: 'released' },
    });
    expect(await security.post(approve)).toMatchObject({ status: 409 });
    expect(await bank.sql(`SELECT total, locked_until FROM auth.card_tries WHERE card_id = '${CARD}'`)).toEqual([
      { total: 0, locked_until: null },
    ]);
  });

  it('S34: another e-mail address: two persons, the owner told at the old one, statements wait a day', async () => {
    const proposed = await operator.post(`/clients/${CLIENT}/email/proposals`, {
      email: 'new.address@client.example.com',
      reason: 'asked for at the branch',
    });
    expect(proposed).toMatchObject({ status: 201, body: { email: { before: OLD_EMAIL } } });
    const approved = await security.post(`/proposals/${String(proposed.body['proposalId'])}/approve`);
    expect(approved).toMatchObject({ status: 200, body: { state: 'applied', outcome: 'the owner is told by e-mail' } });
    expect(
      await bank.sql(
        `SELECT email, email_changed_at > now() - interval '1 minute' AS waits FROM notifications.recipients`,
      ),
    ).toEqual([{ email: 'new.address@client.example.com', waits: true }]);
    expect(await bank.sql('SELECT kind, to_address, client_id FROM notifications.deliveries')).toEqual([
      { kind: 'email-changed', to_address: OLD_EMAIL, client_id: CLIENT },
    ]);
    const seen = (await operator.get(`/clients/${CLIENT}`)).body;
    expect([seen['maskedEmail'], seen['email']]).toEqual(['n…@client.example.com', undefined]);
    expect((await security.get(`/clients/${CLIENT}`)).body['email']).toBe('new.address@client.example.com');
  });

  it('S34: other phone numbers: one open proposal, refused when the record changed meanwhile', async () => {
    const path = `/clients/${CLIENT}/phones/proposals`;
    const ask = (phones: string[]) => operator.post(path, { phones, reason: 'a new number' });
    const first = await ask(['+355690000778']);
    expect(first.status).toBe(201);
    expect(await ask(['+355690000779'])).toMatchObject({ status: 409 });
    await bank.sql(`UPDATE auth.client_phones SET number = '+355690000770' WHERE client_id = '${CLIENT}'`);
    const late = await security.post(`/proposals/${String(first.body['proposalId'])}/approve`);
    expect(late.body).toMatchObject({
      state: 'failed',
      outcome: 'what is on record has changed since it was proposed',
    });
    const second = await ask(['+355690000778']);
    expect(await security.post(`/proposals/${String(second.body['proposalId'])}/reject`)).toMatchObject({
      status: 200,
    });
    const third = await ask(['+355690000778']);
    expect(await both.post(`/proposals/${String(third.body['proposalId'])}/withdraw`)).toMatchObject({ status: 404 });
    expect((await security.post(`/proposals/${String(third.body['proposalId'])}/approve`)).body).toMatchObject({
      state: 'applied',
    });
    const numbers = await bank.sql('SELECT number, changed_at IS NOT NULL AS fresh FROM auth.client_phones');
    expect(numbers).toEqual([{ number: '+355690000778', fresh: true }]);
    const kinds = await bank.sql<{ kind: string }>('SELECT kind FROM notifications.deliveries ORDER BY accepted_at');
    expect(kinds.map(({ kind }) => kind)).toEqual(['email-changed', 'phones-changed']);
  });

  it('S30: of 20 who approve one proposal at a time one does, and it is done once', async () => {
    const { userId } = await staff.create('newcomer', 'viewer');
    const reason = 'stands in';
    const proposed = await administrator.post(`/users/${userId}/roles/proposals`, { roles: ['operator'], reason });
    const path = `/proposals/${String(proposed.body['proposalId'])}/approve`;
    const others = [security, await staff.member('second', 'administrator')];
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => others[index % 2]!.post(path)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
    expect(new Set(statuses)).toEqual(new Set([200, 409]));
    expect((await staff.users.find(userId))?.roles).toEqual(['operator']);
  });

  it('P13: the emergency announcement and a queue are taken over without a restart; a stale change is refused', async () => {
    const setting = { version: 0, value: { emergency: true } };
    expect(await operator.put('/announcement', setting)).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await operator.put('/announcement', setting)).toMatchObject({ status: 409 });
    const queue = { destination: '+35542000001', hours: 'always', holidays: [], ringSeconds: 20 };
    expect(await administrator.put('/queues/general', { version: 0, value: queue })).toMatchObject({ status: 200 });
    const closed = { version: 0, value: { ...queue, hours: {} } };
    expect(await administrator.put('/queues/lost_card', closed)).toMatchObject({ status: 422 });
    const far = { version: 0, value: { ...queue, destination: 'https://elsewhere.example' } };
    expect(await administrator.put('/queues/business', far)).toMatchObject({ status: 400 });
    await eventually(() => bank.logs.lines.filter((line) => line.includes('settings-taken')).length >= 1, 5_000);
    expect((await operator.get('/announcement')).body).toEqual({ version: 1, value: { emergency: true } });
    expect(await audited('admin.set-queue')).toMatchObject([
      { outcome: 'asked' },
      { outcome: 'done', subject: 'setting:queue.general' },
      { outcome: 'asked' },
      { outcome: 'refused' },
    ]);
  });

  it('S33: when the audit trail cannot be written, nothing is changed and nobody is looked up', async () => {
    await lock(3);
    await bank.sql('REVOKE INSERT ON gateway.audit_trail FROM gateway');
    const reason = 'unrecorded';
    expect(await operator.post(`/locks/cards/${CARD}/release`, { reason })).toMatchObject({ status: 503 });
    expect(await operator.get(`/clients/${CLIENT}`)).toMatchObject({ status: 503 });
    await bank.sql('GRANT INSERT ON gateway.audit_trail TO gateway');
    expect((await operator.get('/locks/cards')).body['locks']).toHaveLength(1);
  });
});
