import { CommonSettings } from '#libs/config';
import { DateTime } from 'luxon';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isPlainAddress } from './domain/e-mail-address.js';

/** A whole number between two bounds. */
const whole = (min: number, max: number, fallback: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

const DomainName = z
  .string()
  .max(200)
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i, { error: 'is not a domain name' });

/** Where the mail server is: no query, in which libraries like to hide settings. */
const SmtpUrl = z.url({ protocol: /^smtps?$/, error: 'must be smtp://host:port or smtps://host:port' }).refine(
  (text) => {
    const { hostname, search, hash, pathname } = new URL(text);
    return hostname !== '' && search === '' && hash === '' && /^\/?$/.test(pathname);
  },
  { error: 'must be smtp://host:port or smtps://host:port, and nothing after it' },
);

/** What notifications reads from its environment. Settings of requirements 5.3 and security.md §3. */
export const NotificationsSettings = CommonSettings.extend({
  /** Stands on every document. */
  BANK_NAME: z.string().trim().min(1).max(80).default('Banka Demo'),
  /** Whom to call about an e-mail, as the client would dial it; without it e-mails name the nearest branch. */
  BANK_PHONE: z
    .string()
    .trim()
    .regex(/^\+?[0-9][0-9 ()/-]{2,30}$/, { error: 'is not a phone number' })
    .optional(),
  /** Decides which day it is: the daily maximum, and the time on documents. */
  BANK_TIMEZONE: z
    .string()
    .default('Europe/Tirane')
    .refine((zone) => DateTime.local({ zone }).isValid, { error: 'is not an IANA time zone' }),

  /** The mail server, with user and password if it wants them: `smtp://user:password@host:587`. */
  SMTP_URL: SmtpUrl,
  /** `required`: STARTTLS or TLS with a valid certificate, or nothing is sent (S35). `opportunistic`: the demo alone. */
  SMTP_TLS: z.enum(['required', 'opportunistic']).default('required'),
  /** E-mails under way at a time. */
  SMTP_CONNECTIONS: whole(1, 100, 10),
  /** How long a conversation may take up to the final dot, in seconds. */
  SMTP_TIMEOUT_SECONDS: whole(1, 600, 60),
  /** How long the reply to the final dot is awaited, in seconds (security.md §3: ten minutes). */
  SMTP_REPLY_SECONDS: whole(1, 1_800, 600),
  /** The sender, an address of the bank. */
  MAIL_FROM: z.string().refine(isPlainAddress, { error: 'is not one plain address' }),
  /** The right side of Message-IDs; default: that of MAIL_FROM. */
  MAIL_DOMAIN: DomainName.optional(),
  /** Folder with the bank's own words for e-mails, in place of ours. */
  MAIL_TEMPLATES_DIR: z.string().min(1).optional(),
  /** Signs e-mails when all three are set; the file holds a private key in PEM. */
  DKIM_DOMAIN: DomainName.optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, { error: 'is not a selector' })
    .optional(),
  DKIM_KEY_FILE: z.string().min(1).optional(),

  /** How documents are closed (D19). */
  EMAIL_PROTECTION: z.enum(['encrypted_pdf', 'plain_pdf']).default('encrypted_pdf'),
  /** The bank, or whoever in it accepted that documents leave unencrypted; needed for `plain_pdf`. */
  EMAIL_PLAIN_ACCEPTED_BY: z.string().trim().min(3).max(200).optional(),
  /**
   * How a password leads to the key of a document; the cipher is AES-256 in both. `6` (ISO 32000-2) makes guessing a stolen
   * file's password some ten thousand times slower than `5` (its predecessor, which standards no longer recommend), and
   * each document three times as dear to make: with it two cores send fewer than the 80 a second that are asked for.
   */
  EMAIL_PDF_REVISION: z
    .enum(['5', '6'])
    .default('5')
    .transform((text) => (text === '5' ? 5 : 6)),
  /** Within so many minutes the same item is one request (D20). */
  EMAIL_REPEAT_MINUTES: whole(1, 1_440, 10),
  /** E-mails a client may ask for in a day (D20). */
  EMAIL_MAX_PER_DAY: whole(1, 100, 10),
  /** How far back a statement reaches, in days (D16). */
  STATEMENT_DAYS: whole(1, 90, 30),

  /** How long a worker that gives no sign keeps a delivery, in seconds. */
  EMAIL_LEASE_SECONDS: whole(10, 600, 60),
  /** Attempts after which a delivery is given up. */
  EMAIL_MAX_ATTEMPTS: whole(1, 20, 8),
  /** The pause after the first failed attempt, in seconds; it doubles with each further one … */
  EMAIL_FIRST_PAUSE_SECONDS: whole(1, 3_600, 60),
  /** … up to this. */
  EMAIL_LONGEST_PAUSE_SECONDS: whole(1, 86_400, 1_800),
  /** When an e-mail whose reply did not arrive is sent once more, in seconds. */
  EMAIL_UNKNOWN_PAUSE_SECONDS: whole(1, 86_400, 900),
  /** How long e-mails under way may still take when the service is stopped, in seconds. */
  EMAIL_STOP_SECONDS: whole(0, 600, 3),
  /** Threads that write documents; 0: the service's own. */
  EMAIL_RENDER_THREADS: whole(0, 16, 1),
  /** Where documents lie until they are sent; private to this service, emptied at start. */
  EMAIL_SPOOL_DIR: z.string().min(1).default(join(tmpdir(), 'phone-banking-mail')),
}).superRefine((settings, context) => {
  const refuse = (path: string, message: string) => {
    context.addIssue({ code: 'custom', path: [path], message });
  };
  if (settings.EMAIL_PROTECTION === 'plain_pdf' && settings.EMAIL_PLAIN_ACCEPTED_BY === undefined)
    refuse('EMAIL_PLAIN_ACCEPTED_BY', 'must say who accepted that documents leave unencrypted, or keep encrypted_pdf');
  if (settings.PROFILE === 'production' && settings.SMTP_TLS !== 'required')
    refuse('SMTP_TLS', 'must be required outside the demo');
  if (settings.PROFILE === 'production' && /[@.]example(\.[a-z]+)?$/i.test(settings.MAIL_FROM))
    refuse('MAIL_FROM', 'is a sample: set an address of the bank');
  const dkim = [settings.DKIM_DOMAIN, settings.DKIM_SELECTOR, settings.DKIM_KEY_FILE];
  if (dkim.some((part) => part !== undefined) && dkim.some((part) => part === undefined))
    refuse('DKIM_DOMAIN', 'DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE go together');
  if (settings.EMAIL_FIRST_PAUSE_SECONDS > settings.EMAIL_LONGEST_PAUSE_SECONDS)
    refuse('EMAIL_FIRST_PAUSE_SECONDS', 'must not be longer than EMAIL_LONGEST_PAUSE_SECONDS');
});
export type NotificationsSettings = z.output<typeof NotificationsSettings>;
