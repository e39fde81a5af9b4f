import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Language } from '#libs/speech';
import type { SendMailOptions } from 'nodemailer';
import { printable } from '../documents/printable.js';
import { ENCODED_WORD, isPlainAddress } from '../domain/e-mail-address.js';
import type { MailKind, MailTemplates } from './mail-templates.js';

/** One mail: to whom, what, and the files that go with it. */
export interface MailContent {
  /** The delivery's id, a UUID; every copy of the mail carries it. */
  readonly deliveryId: string;
  readonly language: Language;
  readonly kind: MailKind;
  /** The address on record, and the name as the bank has it. */
  readonly recipient: { readonly name: string; readonly address: string };
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    /** Its bytes, or the file they are in. */
    readonly content: Uint8Array<ArrayBuffer> | { readonly path: string };
  }[];
}

/** What is the same for every mail of a bank. */
export interface MailSettings {
  readonly bankName: string;
  /** The sender's address; the name beside it is the bank's. */
  readonly from: string;
  /** The right side of Message-IDs. */
  readonly domain: string;
  /** Whom to call, as the client would dial it; undefined: the mail names the nearest branch. */
  readonly phone: string | undefined;
  readonly protection: 'encrypted_pdf' | 'plain_pdf';
  readonly templates: MailTemplates;
}

/** The mail must not be built: the address, the id or a file name is not what it has to be. No value is in the message. */
export class UnusableMail extends Error {
  override readonly name = 'UnusableMail';
}

const LONGEST_NAME = 100;
const NAMELESS: Record<Language, string> = { sq: 'klient', en: 'client' };
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Letters, digits and a few signs; of a number no more than its last four digits. */
const FILE_NAME = /^(?!.*\d{5})[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;
/** Of base 64 (RFC 2045, 6.8). */
const LONGEST_LINE = 76;
const CONTENT_TYPE = /^[a-z]+\/[a-z0-9.+-]+(?:; charset=[a-z0-9-]+)?$/;

/**
 * Builds one mail for nodemailer: one recipient, named apart from the address and said again in the envelope (S35); no
 * figure outside the files (S36); always the same Message-ID for the same delivery (security.md §3). Files are opened when
 * they are sent, once: another attempt needs a message of its own, and a pool must not requeue this one
 * (`maxRequeues: 0`).
 * @throws UnusableMail
 */
export function buildMessage(content: MailContent, settings: MailSettings): SendMailOptions {
  const { deliveryId, kind, language, recipient } = content;
  if (!isPlainAddress(recipient.address)) throw new UnusableMail('the recipient has no plain address');
  if (!UUID.test(deliveryId)) throw new UnusableMail('the delivery has no id');
  const name = printable(recipient.name, LONGEST_NAME).replaceAll(ENCODED_WORD, '= ?');
  const bank = printable(settings.bankName, LONGEST_NAME);
  const words = settings.templates.render(kind, language, {
    bank,
    name: name === '' ? NAMELESS[language] : name,
    phone: settings.phone?.replaceAll(' ', '\u00a0'), // a number is not broken at the end of a line
    protection: settings.protection,
  });
  return {
    from: { name: bank, address: settings.from },
    to: { name, address: recipient.address },
    envelope: { from: settings.from, to: [recipient.address] },
    maxRecipients: 1,
    ...words,
    messageId: `<${deliveryId}@${settings.domain}>`,
    date: new Date(),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': language,
    },
    xMailer: false,
    attachments: content.attachments.map(attachment),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function attachment({ filename, content, contentType }: MailContent['attachments'][number]) {
  if (!FILE_NAME.test(filename)) throw new UnusableMail('a file has a name that must not leave the bank');
  if (!CONTENT_TYPE.test(contentType)) throw new UnusableMail('a file has no plain content type');
  if (content instanceof Uint8Array) return { raw: wholePart(filename, contentType, content) };
  return { filename, contentType, content: Readable.from(contentOf(content.path), { objectMode: false }) };
}

/**
 * A part as it stands in the mail, encoded in one go: through nodemailer's streams a small document would cost more than
 * the rest of its mail. Name and type have been checked to need neither quotes nor encoding.
 */
function wholePart(filename: string, contentType: string, content: Uint8Array<ArrayBuffer>): string {
  const { buffer, byteOffset, byteLength } = content;
  const base64 = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  const lines = [
    `Content-Type: ${contentType}; name=${filename}`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename=${filename}`,
    '',
  ];
  for (let at = 0; at < base64.length; at += LONGEST_LINE) lines.push(base64.slice(at, at + LONGEST_LINE));
  return lines.join('\r\n');
}

/** Opens the file at the first read, so that a mail that is never sent leaves none open. */
async function* contentOf(path: string): AsyncGenerator<Buffer> {
  for await (const part of createReadStream(path)) yield part as Buffer;
}
