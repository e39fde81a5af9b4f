import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RequestStatement, RequestTransactionList } from '#libs/contracts';
import { type ParsedMail, simpleParser } from 'mailparser';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCards, demoClients, eventually, startBank, type TestBank } from '../../../test/harness/index.js';
import { SmtpSink } from '../../../tools/smtp-sink/index.js';
import { check, READERS_ARE_HERE, showEncryption, textOf } from '../src/documents/__fixtures__/independent-readers.js';
import { IN_A_HURRY } from './mail-bank.js';

jest.setTimeout(60_000);

let bank: TestBank;
let sink: SmtpSink;

async function start(settings: Record<string, string> = {}): Promise<void> {
  sink = await SmtpSink.listen();
  const EMAIL_SPOOL_DIR = mkdtempSync(join(tmpdir(), 'whole-path-'));
  const notifications = { ...IN_A_HURRY, SMTP_URL: sink.url, EMAIL_SPOOL_DIR, ...settings };
  const services = ['auth', 'accounts', 'cards', 'notifications'] as const;
  bank = await startBank({ services, environment: { notifications } });
}

async function stop(): Promise<void> {
  await bank.stop();
  await sink.close();
}

/** The next e-mail, as a mail program shows it. */
async function nextMail(request: () => Promise<unknown>): Promise<ParsedMail & { to_: string }> {
  sink.mailbox.empty();
  await request();
  await eventually(() => sink.mailbox.mails.length === 1, 20_000);
  const [mail] = sink.mailbox.mails;
  return Object.assign(await simpleParser(mail!.raw), { to_: mail!.to });
}

const statement = async (client: string, currency: string, language: 'sq' | 'en' = 'sq') => {
  const proof = await bank.grants.for(demoClients[client]!);
  return bank.ask(RequestStatement, { ...proof, commandId: randomUUID(), currency, language });
};

const list = async (client: string, card: string, language: 'sq' | 'en' = 'sq') => {
  const proof = await bank.grants.for(demoClients[client]!);
  const cardId = demoCards[card]!.id;
  return bank.ask(RequestTransactionList, { ...proof, commandId: randomUUID(), cardId, language });
};

const flat = (text: string) => text.replace(/ +/g, ' ');

(READERS_ARE_HERE ? describe : describe.skip)('from the request to the decrypted document', () => {
  beforeAll(() => start(), 120_000);
  afterAll(() => stop());

  it('SC19: C’s dollar statement arrives closed, opens with C’s own password, and says what C holds', async () => {
    const mail = await nextMail(async () => expect(await statement('C', 'USD', 'en')).toEqual({ outcome: 'queued' }));
    expect(mail.to_).toBe('client.c@example.com');
    expect(mail.attachments).toHaveLength(1);
    const [{ filename, contentType, content } = { filename: '', contentType: '', content: Buffer.alloc(0) }] =
      mail.attachments;
    expect({ filename, contentType }).toEqual({ filename: 'statement-USD-3002.pdf', contentType: 'application/pdf' });
    expect(showEncryption(content, 'ulliri-dhe-deti-67').text).toContain('file encryption method: AESv3');
    expect(check(content, '')).toMatchObject({ code: 2 });
    expect(check(content, 'Dallëndyshe-24-Mal')).toMatchObject({ code: 2 });
    const text = flat(textOf(content, 'ulliri-dhe-deti-67').text);
    expect(text).toContain('1.01');
    expect(text).toContain('3002');
  });

  it('R50, D17: A’s euro statements come in one e-mail, one for each account, joint ones too', async () => {
    const mail = await nextMail(() => statement('A', 'EUR'));
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['pasqyra-EUR-1003.pdf', 'pasqyra-EUR-1002.pdf']);
    const [joint, savings] = mail.attachments.map(({ content }) => flat(textOf(content, 'Dallëndyshe-24-Mal').text));
    for (const figure of ['3.020,40', '120,40', '103,00', '3.003,00']) expect(joint).toContain(figure);
    for (const figure of ['11.800,00', '500,00', '45,67', '12.345,67']) expect(savings).toContain(figure);
  });

  it('R38: the list of A’s card holds the posted transactions since the cut, and not the pending one', async () => {
    const mail = await nextMail(() => list('A', 'A-credit', 'en'));
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['transactions-1111.pdf']);
    const text = flat(textOf(mail.attachments[0]!.content, 'Dallëndyshe-24-Mal').text);
    expect(text).toContain('H&M TIRANE');
    expect(text).toContain('11,500.00');
    expect(text.indexOf('LIBRARI TIRANE')).toBeLessThan(text.indexOf('H&M TIRANE'));
  });

  it('C3: where nothing was posted since the cut nothing is sent, and the cut is told', async () => {
    expect(await list('E', 'E-credit')).toMatchObject({ outcome: 'no-transactions', lastCutDate: expect.any(String) });
    expect(await bank.sql('SELECT FROM notifications.deliveries WHERE client_id = $1', [demoClients['E']!.id])).toEqual(
      [],
    );
  });

  it('D19: nothing but the file holds a figure, or more of a number than its last four digits', async () => {
    const mail = await nextMail(() => statement('G', 'EUR', 'en'));
    const words = [mail.subject ?? '', mail.text ?? '', typeof mail.html === 'string' ? mail.html : ''].join('\n');
    for (const secret of ['3,003', '3.003', '100000001', '100000007']) expect(words).not.toContain(secret);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    const [row] = await bank.sql<{ id: string }>('SELECT id FROM notifications.deliveries WHERE client_id = $1', [
      demoClients['G']!.id,
    ]);
    expect(mail.messageId).toBe(`<${row!.id}@bank.example>`);
  });

  it('SC17, SC41, D18: B has no address, I’s does not take mail, J has no password: each hears so and nothing is kept', async () => {
    const outcomes = [await statement('B', 'ALL'), await statement('I', 'ALL'), await statement('J', 'EUR')];
    expect(outcomes).toEqual([{ outcome: 'no-email' }, { outcome: 'no-email' }, { outcome: 'no-password' }]);
    const clients = ['B', 'I', 'J'].map((key) => demoClients[key]!.id);
    expect(await bank.sql('SELECT FROM notifications.deliveries WHERE client_id = ANY ($1)', [clients])).toEqual([]);
  });
});

describe('a bank that accepted plain documents by name', () => {
  beforeAll(() => start({ EMAIL_PROTECTION: 'plain_pdf', EMAIL_PLAIN_ACCEPTED_BY: 'the tests' }), 120_000);
  afterAll(() => stop());

  it('5.3: sends a CSV beside each PDF, also to a client without a password', async () => {
    const mail = await nextMail(async () => expect(await statement('J', 'EUR')).toEqual({ outcome: 'queued' }));
    const [pdf, csv] = mail.attachments;
    expect(pdf).toMatchObject({ contentType: 'application/pdf' });
    expect(csv).toMatchObject({ contentType: 'text/csv' });
    expect(csv!.content.toString('utf8')).toMatch(/^\u{FEFF}Data,/u);
    if (READERS_ARE_HERE) expect(check(pdf!.content)).toMatchObject({ code: 0 });
  });
});
