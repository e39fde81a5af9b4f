import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportRecipients } from '#libs/contracts';
import { idOf } from '#libs/identity';
import { boxKeyPair, Sealer } from '#libs/sealing';
import { KeyFolder } from '#libs/config';
import { randomBytes, randomUUID } from 'node:crypto';
import { MailBank, PASSWORD } from './mail-bank.js';

let mail: MailBank;
beforeAll(async () => {
  mail = await MailBank.start();
}, 120_000);
afterAll(() => mail.stop());

const rowOf = async (sourceId: string) => {
  const rows = await mail.bank.sql<{ email: string | null; sealed_password: Buffer | null; version: string }>(
    'SELECT *, xmin::text AS version FROM notifications.recipients WHERE id = $1',
    [idOf('client', sourceId)],
  );
  return rows[0];
};

const importSealed = (sealedStatementPassword: string, importId = randomUUID()) => {
  const sourceId = randomUUID();
  const record = { sourceId, name: 'A', email: 'a@example.com', emailUndeliverable: false, sealedStatementPassword };
  return mail.bank.ask(ImportRecipients, { importId, records: [record] });
};

describe('the bank’s feed of recipients', () => {
  it('stores a record as it is, its password encrypted', async () => {
    const sourceId = randomUUID();
    expect(await mail.importRecipients([{ sourceId, email: 'a@example.com', password: PASSWORD }])).toEqual({
      stored: 1,
      refused: [],
    });
    const row = await rowOf(sourceId);
    expect(row).toMatchObject({ email: 'a@example.com', sealed_password: expect.any(Buffer) });
    expect(JSON.stringify(await mail.bank.sql('SELECT * FROM notifications.recipients'))).not.toContain(PASSWORD);
    expect(row!.sealed_password!.toString('latin1')).not.toContain(PASSWORD);
  });

  it('may repeat itself: an unchanged record, sealed anew, changes nothing', async () => {
    const record = { sourceId: randomUUID(), email: 'a@example.com', password: PASSWORD };
    await mail.importRecipients([record]);
    const before = await rowOf(record.sourceId);
    await mail.importRecipients([record]);
    expect(await rowOf(record.sourceId)).toEqual(before);
    await mail.importRecipients([{ ...record, password: 'Another-password-1' }]);
    expect((await rowOf(record.sourceId))!.sealed_password).not.toEqual(before!.sealed_password);
    await mail.importRecipients([{ ...record, email: null, password: null }]);
    expect(await rowOf(record.sourceId)).toMatchObject({ email: null, sealed_password: null });
  });

  it('names the bad records and stores the rest', async () => {
    const [good, noAddress, weak] = [randomUUID(), randomUUID(), randomUUID()];
    const reply = await mail.importRecipients([
      { sourceId: good, email: 'a@example.com', password: PASSWORD },
      { sourceId: noAddress, email: 'a@example.com, b@example.com' },
      { sourceId: weak, email: 'a@example.com', password: '100000001 1992' },
    ]);
    expect(reply.stored).toBe(1);
    expect(reply.refused.map(({ sourceId, why }) => [sourceId, why.split(':')[0]])).toEqual([
      [noAddress, 'email'],
      [weak, 'sealedStatementPassword'],
    ]);
    expect(await rowOf(weak)).toBeUndefined();
  });

  it('S6: opens no seal of another sender, another import, another kind, or older than 30 seconds', async () => {
    const importId = randomUUID();
    const keys = new KeyFolder(mail.bank.secretsDir('importer'));
    const recipient = { keyId: 'seal-notifications', publicKey: keys.publicKey('seal-notifications.pub') };
    const context = { kind: 'statementPassword', callId: importId, step: 0, now: new Date() } as const;
    const stranger = new Sealer(recipient, boxKeyPair(randomBytes(32)).secretKey);
    const importer = new Sealer(recipient, boxKeyPair(keys.secret('seal-sender.key')).secretKey);
    const bad = [
      stranger.seal(PASSWORD, context),
      importer.seal(PASSWORD, { ...context, callId: randomUUID() }),
      importer.seal(PASSWORD, { ...context, kind: 'pin' }),
      importer.seal(PASSWORD, { ...context, now: new Date(Date.now() - 31_000) }),
      'AAAA',
    ];
    for (const sealed of bad) expect(await importSealed(sealed, importId)).toMatchObject({ stored: 0 });
    expect(await importSealed(importer.seal(PASSWORD, context), importId)).toMatchObject({ stored: 1 });
  });

  it('S35: of 5,000 hostile addresses none that could reach another mailbox is stored', async () => {
    const hostile = [
      '\r\n',
      '\n',
      '\u0000',
      ',',
      ';',
      ' ',
      '<',
      '>',
      '"',
      '@',
      '(',
      ')',
      '\\',
      '\u202e',
      '。',
      '=?utf-8?q?',
    ];
    const records = Array.from({ length: 5_000 }, (_, index) => {
      const [sign, place] = [hostile[index % hostile.length]!, Math.floor(index / hostile.length) % 24];
      const plain = `victim${index}@bank-client.example.com`;
      return { sourceId: `hostile-${index}`, email: `${plain.slice(0, place)}${sign}${plain.slice(place)}` };
    });
    for (let at = 0; at < records.length; at += 50) {
      const { refused } = await mail.importRecipients(records.slice(at, at + 50));
      for (const { why } of refused) expect(why).toMatch(/^email: /);
    }
    const stored = await mail.bank.sql<{ email: string }>(
      "SELECT email FROM notifications.recipients WHERE email LIKE '%bank-client%'",
    );
    const plain = /^[A-Za-z0-9=?_.-]+@[a-z0-9.-]+$/;
    expect(stored.filter(({ email }) => !plain.test(email))).toEqual([]);
  }, 60_000);
});
