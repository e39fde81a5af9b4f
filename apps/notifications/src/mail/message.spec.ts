import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ParsedMail, simpleParser } from 'mailparser';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { isPlainAddress } from '../domain/e-mail-address.js';
import { MailTemplates } from './mail-templates.js';
import { buildMessage, type MailContent, type MailSettings, UnusableMail } from './message.js';

const DELIVERY = '0190c5c1-7b1e-7cc1-8e4f-5b6a7c8d9e0f';
const SETTINGS: MailSettings = {
  bankName: 'Banka Demo',
  from: 'pasqyra@banka.example',
  domain: 'banka.example',
  phone: '+355 4 200 0000',
  protection: 'encrypted_pdf',
  templates: MailTemplates.load(undefined),
};

const aMail = (difference: Partial<MailContent> = {}): MailContent => ({
  deliveryId: DELIVERY,
  language: 'sq',
  kind: 'statement',
  recipient: { name: 'Klienti A', address: 'client.a@example.com' },
  attachments: [],
  ...difference,
});

const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

/** As it would go over the wire, with the envelope SMTP would use. */
async function sent(message: SendMailOptions) {
  const { envelope, message: raw } = await transport.sendMail(message);
  if (!Buffer.isBuffer(raw)) throw new Error('not buffered');
  return { envelope, raw };
}

async function received(content: MailContent, settings = SETTINGS) {
  const { envelope, raw } = await sent(buildMessage(content, settings));
  return { envelope, raw, mail: await simpleParser(raw) };
}

const recipientsOf = ({ to, cc, bcc }: ParsedMail) => [to, cc, bcc].flat().flatMap((list) => list?.value ?? []);

/** Names of header fields, in their order. */
const fieldsOf = (raw: Buffer) =>
  Array.from(
    raw
      .subarray(0, raw.indexOf('\r\n\r\n'))
      .toString('latin1')
      .matchAll(/^([^\s:]+):/gm),
    ([, name]) => name,
  );

describe('a mail', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mail-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('goes from the bank to the client, says so, and brings its files', async () => {
    const pdf = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256));
    writeFileSync(join(folder, '1'), pdf);
    const csv = Buffer.from('\ufeffData\r\n');
    const { envelope, mail } = await received(
      aMail({
        attachments: [
          { filename: 'pasqyra-ALL-1001.pdf', contentType: 'application/pdf', content: { path: join(folder, '1') } },
          { filename: 'pasqyra-ALL-1001.csv', contentType: 'text/csv; charset=utf-8', content: new Uint8Array(csv) },
        ],
      }),
    );
    expect(envelope).toEqual({ from: 'pasqyra@banka.example', to: ['client.a@example.com'] });
    expect(mail.from?.value).toEqual([{ name: 'Banka Demo', address: 'pasqyra@banka.example' }]);
    expect(recipientsOf(mail)).toEqual([{ name: 'Klienti A', address: 'client.a@example.com' }]);
    expect(mail.subject).toBe('Banka Demo: pasqyra e llogarisë që kërkuat');
    expect(mail.text).toContain('Përshëndetje Klienti A,');
    expect(mail.text).toContain('+355\u00a04\u00a0200\u00a00000');
    expect(mail.html).toContain('Përshëndetje Klienti A,');
    expect(mail.date?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.headers.get('x-auto-response-suppress')).toBe('All');
    expect(mail.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
      ['pasqyra-ALL-1001.pdf', 'application/pdf'],
      ['pasqyra-ALL-1001.csv', 'text/csv'],
    ]);
    expect(mail.attachments[0]?.content.equals(pdf)).toBe(true);
    expect(mail.attachments[1]?.content.toString('utf8')).toBe('\ufeffData\r\n');
  });

  it('I3: has the same Message-ID whenever the same delivery is sent', async () => {
    const ids = [await received(aMail()), await received(aMail({ language: 'en' }))].map(({ mail }) => mail.messageId);
    expect(ids).toEqual([`<${DELIVERY}@banka.example>`, `<${DELIVERY}@banka.example>`]);
  });

  it('greets a client without a name too', async () => {
    const { mail } = await received(aMail({ language: 'en', recipient: { name: '\u200b', address: 'a@example.com' } }));
    expect(mail.text).toContain('Hello client,');
    expect(recipientsOf(mail)).toEqual([{ name: '', address: 'a@example.com' }]);
  });

  it('opens its files only when it is sent', async () => {
    const gone = {
      filename: 'pasqyra-ALL-1001.pdf',
      contentType: 'application/pdf',
      content: { path: join(folder, 'gone') },
    };
    const message = buildMessage(aMail({ attachments: [gone] }), SETTINGS);
    await expect(sent(message)).rejects.toThrow('ENOENT');
  });

  it('S35: reads no file and no address that the message only names', async () => {
    const message = buildMessage(aMail(), SETTINGS);
    for (const path of ['/etc/hostname', 'http://127.0.0.1:1/x']) {
      await expect(sent({ ...message, attachments: [{ path }] })).rejects.toThrow(/access rejected/i);
    }
  });

  it.each([
    'pasqyra-100000001001.pdf',
    '4111111111111111.pdf',
    'a/b.pdf',
    '..',
    '.pdf',
    'a\r\nBcc: b@example.com.pdf',
    'a".pdf',
    'ë.pdf',
    '',
    'a'.repeat(81),
  ])('S36: has no file called %j', (filename) => {
    const attachments = [{ filename, contentType: 'application/pdf', content: { path: join(folder, '1') } }];
    expect(() => buildMessage(aMail({ attachments }), SETTINGS)).toThrow(UnusableMail);
  });

  it.each([{ deliveryId: '1' }, { deliveryId: `${DELIVERY}>\r\nBcc: <b@example.com` }])(
    'is not built for the delivery %j',
    (difference) => {
      expect(() => buildMessage(aMail(difference), SETTINGS)).toThrow(UnusableMail);
    },
  );
});

describe('S35: 5,000 hostile recipients', () => {
  const hostile = fc.constantFrom(
    ...[
      '\r\n',
      '\n',
      '\r',
      '\u0000',
      '\u2028',
      '\u0085',
      '\v',
      '"',
      '\\',
      '<',
      '>',
      ',',
      ';',
      ':',
      '(',
      ')',
      '@',
      '=?',
      '?=',
    ],
    ...[
      '\r\nBcc: evil@example.com',
      '\r\n\r\nBody',
      '<evil@example.com>',
      ', evil@example.com',
      'group: evil@example.com;',
    ],
    ...[
      '=?UTF-8?B?DQpCY2M6IGV2aWxAZXhhbXBsZS5jb20=?=',
      '=?utf-8?q?=0D=0ABcc=3A?=',
      '\u202e',
      '\u200b',
      '\ufeff',
      'Ë',
      '＠',
    ],
    ...['RCPT TO:<evil@example.com>', '\r\n.\r\n', 'ｅvil', '\ud800', '🍕', '[127.0.0.1]', 'x'.repeat(300)],
  );
  const anyText = fc
    .array(fc.oneof(hostile, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 8 })
    .map((parts) => parts.join(''));

  const mailTo = (name: string) =>
    buildMessage(aMail({ recipient: { name, address: 'client.a@example.com' } }), SETTINGS);

  it('in names change no header and no recipient', async () => {
    // Without its body, which takes most of the time and is looked at below.
    const headOf = (name: string) => sent({ ...mailTo(name), text: '', html: undefined });
    const harmless = await headOf('Klienti A');
    const expected = await simpleParser(harmless.raw);
    for (const name of fc.sample(anyText, { numRuns: 5_000, seed: 35 })) {
      const { envelope, raw } = await headOf(name);
      expect(envelope).toEqual(harmless.envelope);
      expect(fieldsOf(raw)).toEqual(fieldsOf(harmless.raw));
      const mail = await simpleParser(raw);
      expect(recipientsOf(mail).map(({ address }) => address)).toEqual(['client.a@example.com']);
      expect(recipientsOf(mail)[0]?.name).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(mail.from?.value).toEqual(expected.from?.value);
      expect([mail.subject, mail.messageId]).toEqual([expected.subject, expected.messageId]);
    }
  }, 180_000);

  it('in names change nothing else in the mail', async () => {
    const harmless = await simpleParser((await sent(mailTo('Klienti A'))).raw);
    const tags = ({ html }: ParsedMail) => (html === false ? '' : (html ?? '')).match(/<[^>]*>/g);
    for (const name of fc.sample(anyText, { numRuns: 200, seed: 36 })) {
      const mail = await simpleParser((await sent(mailTo(name))).raw);
      expect(tags(mail)).toEqual(tags(harmless));
      expect(mail.text?.split('\n').length).toBe(harmless.text?.split('\n').length);
      expect(mail.attachments).toEqual([]);
    }
  });

  it('in addresses: the envelope is the record, or nothing is built', async () => {
    const around = fc.tuple(anyText, fc.constantFrom('client.a@example.com', 'a@b.al', 'a'), anyText);
    const insideOf = fc.tuple(
      fc.constantFrom('client.a', 'a.b+c', "o'hara"),
      anyText,
      fc.constantFrom('@example.com', '@x', ''),
    );
    const addresses = fc
      .sample(fc.oneof(around, insideOf), { numRuns: 5_000, seed: 35 })
      .map((parts) => parts.join(''));
    let built = 0;
    for (const address of addresses) {
      const mail = aMail({ recipient: { name: 'Klienti A', address } });
      if (!isPlainAddress(address)) {
        expect(() => buildMessage(mail, SETTINGS)).toThrow(UnusableMail);
        continue;
      }
      built += 1;
      const { envelope, raw } = await sent({ ...buildMessage(mail, SETTINGS), text: '', html: undefined });
      expect(envelope).toEqual({ from: SETTINGS.from, to: [address] });
      expect(recipientsOf(await simpleParser(raw)).map((recipient) => recipient.address)).toEqual([address]);
    }
    expect(built).toBeGreaterThan(50);
    expect(built).toBeLessThan(2_500);
  }, 180_000);
});
