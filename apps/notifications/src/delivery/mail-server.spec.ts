import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { SmtpSink } from '../../../../tools/smtp-sink/index.js';
import { MailServer } from './mail-server.js';

const ADDRESS = 'client.a@example.com';
const keys = generateKeyPairSync('rsa', { modulusLength: 2_048 });

let sink: SmtpSink;
beforeAll(async () => {
  sink = await SmtpSink.listen();
});
afterAll(() => sink.close());

async function sentWith(dkim: boolean): Promise<string> {
  sink.forget();
  const server = new MailServer({
    host: '127.0.0.1',
    port: sink.port,
    implicitTls: false,
    tls: 'opportunistic',
    login: undefined,
    connections: 1,
    timeoutMs: 5_000,
    replyMs: 5_000,
    dkim: dkim
      ? {
          domainName: 'banka.example',
          keySelector: 'phone',
          privateKey: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
        }
      : undefined,
  });
  const outcome = await server.send({
    recipient: ADDRESS,
    bytes: 200_000,
    signal: new AbortController().signal,
    onStall: () => undefined,
    message: {
      from: { name: 'Banka Demo', address: 'pasqyra@banka.example' },
      to: { name: 'Çelësi ë', address: ADDRESS },
      envelope: { from: 'pasqyra@banka.example', to: [ADDRESS] },
      subject: 'Banka Demo: pasqyra e llogarisë që kërkuat',
      text: 'Përshëndetje,\n.\n  dy hapësira  në fund  \n\n\n',
      attachments: [{ filename: 'pasqyra-ALL-1001.pdf', content: Buffer.alloc(200_000, 'ë%PDF') }],
    },
  });
  server.close();
  expect(outcome.kind).toBe('sent');
  return sink.mailbox.mails[0]?.raw.toString('latin1') ?? '';
}

/** RFC 6376 as a receiver applies it, for the one form of signature that is used here: relaxed/relaxed, RSA, SHA-256. */
function isSigned(raw: string): boolean {
  const end = raw.indexOf('\r\n\r\n');
  const fields = raw.slice(0, end).split(/\r\n(?![ \t])/);
  const signature = fields.find((field) => /^dkim-signature:/i.test(field)) ?? '';
  const tags = new Map(
    signature
      .slice(signature.indexOf(':') + 1)
      .replace(/\s+/g, '')
      .split(';')
      .map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]),
  );
  if (tags.get('c') !== 'relaxed/relaxed' || tags.get('a') !== 'rsa-sha256') return false;
  const body = raw
    .slice(end + 4)
    .replace(/[ \t]+/g, ' ')
    .replace(/ \r\n/g, '\r\n')
    .replace(/(\r\n)*$/, '\r\n');
  if (createHash('sha256').update(body, 'latin1').digest('base64') !== tags.get('bh')) return false;
  const relaxed = (field: string): string => {
    const [name = '', ...value] = field.split(':');
    return `${name.trim().toLowerCase()}:${value
      .join(':')
      .replace(/\r\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim()}`;
  };
  const signed = (tags.get('h') ?? '').toLowerCase().split(':');
  const lines = signed.flatMap((name) =>
    fields.filter((field) => field.toLowerCase().startsWith(`${name}:`)).slice(-1),
  );
  const text = [...lines.map(relaxed), relaxed(signature.replace(/\bb=[^;]*$/, 'b='))].join('\r\n');
  const isNamed = ['from', 'to', 'subject', 'message-id', 'date'].every((name) => signed.includes(name));
  return (
    isNamed &&
    createVerify('sha256')
      .update(text, 'latin1')
      .verify(keys.publicKey, tags.get('b') ?? '', 'base64')
  );
}

describe('a signature of the bank', () => {
  it('is on an e-mail where DKIM is set, names its domain and selector, and fits what arrived', async () => {
    const raw = await sentWith(true);
    expect(raw).toMatch(/d=banka\.example;[\s\S]*s=phone;/);
    expect(isSigned(raw)).toBe(true);
  });

  it.each([
    ['the subject', 'Subject: ', 'Subject: Re '],
    ['the recipient', ADDRESS, 'client.b@example.com'],
    ['the file', 'w6slUERG', 'w6slUERH'],
  ])('no longer fits when %s was changed on the way', async (_, from, to) => {
    const raw = await sentWith(true);
    expect(raw).toContain(from);
    expect(isSigned(raw.replace(from, to))).toBe(false);
  });

  it('is on none where DKIM is not set', async () => {
    expect(await sentWith(false)).not.toMatch(/dkim-signature/i);
  });
});
