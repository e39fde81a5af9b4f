import { ConfigurationError } from '#libs/config';
import { readFileSync } from 'node:fs';
import type { MailServerSettings } from './delivery/mail-server.js';
import type { DispatchParts } from './delivery/dispatch-parts.js';
import { MailTemplates } from './mail/mail-templates.js';
import type { MailSettings } from './mail/message.js';
import type { NotificationsSettings } from './notifications.config.js';
import type { RequestRules } from './requests/email-requests.service.js';

/** The part of the settings that says how the mail server is spoken to. @throws ConfigurationError for a bad key file. */
export function mailServerSettings(settings: NotificationsSettings): MailServerSettings {
  const url = new URL(settings.SMTP_URL);
  const implicitTls = url.protocol === 'smtps:';
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port === '' ? (implicitTls ? '465' : '587') : url.port),
    implicitTls,
    tls: settings.SMTP_TLS,
    login: user === '' ? undefined : { user, pass: decodeURIComponent(url.password) },
    connections: settings.SMTP_CONNECTIONS,
    timeoutMs: settings.SMTP_TIMEOUT_SECONDS * 1_000,
    replyMs: settings.SMTP_REPLY_SECONDS * 1_000,
    dkim: dkimOf(settings),
  };
}

function dkimOf({ DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE }: NotificationsSettings): MailServerSettings['dkim'] {
  if (DKIM_DOMAIN === undefined || DKIM_SELECTOR === undefined || DKIM_KEY_FILE === undefined) return undefined;
  return { domainName: DKIM_DOMAIN, keySelector: DKIM_SELECTOR, privateKey: privateKeyIn(DKIM_KEY_FILE) };
}

function privateKeyIn(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigurationError(`DKIM_KEY_FILE ${file} cannot be read`, { cause });
  }
  if (!text.includes('PRIVATE KEY-----')) throw new ConfigurationError(`DKIM_KEY_FILE ${file} holds no private key`);
  return text;
}

/** The part that says what stands in e-mails. @throws ConfigurationError for a template that cannot be used. */
export function mailSettings(settings: NotificationsSettings): MailSettings {
  return {
    bankName: settings.BANK_NAME,
    from: settings.MAIL_FROM,
    domain: settings.MAIL_DOMAIN ?? settings.MAIL_FROM.slice(settings.MAIL_FROM.lastIndexOf('@') + 1),
    phone: settings.BANK_PHONE,
    protection: settings.EMAIL_PROTECTION,
    templates: MailTemplates.load(settings.MAIL_TEMPLATES_DIR),
  };
}

/** The part that says which e-mails are promised. */
export function requestRules(settings: NotificationsSettings): RequestRules {
  return {
    protection: settings.EMAIL_PROTECTION,
    maxPerDay: settings.EMAIL_MAX_PER_DAY,
    repeatMinutes: settings.EMAIL_REPEAT_MINUTES,
    statementDays: settings.STATEMENT_DAYS,
    timeZone: settings.BANK_TIMEZONE,
  };
}

/** The part that says how often, and how patiently, a delivery is tried. */
export function deliveryLimits(settings: NotificationsSettings): DispatchParts['limits'] {
  return {
    maxAttempts: settings.EMAIL_MAX_ATTEMPTS,
    firstPauseSeconds: settings.EMAIL_FIRST_PAUSE_SECONDS,
    longestPauseSeconds: settings.EMAIL_LONGEST_PAUSE_SECONDS,
    unknownPauseSeconds: settings.EMAIL_UNKNOWN_PAUSE_SECONDS,
    leaseSeconds: settings.EMAIL_LEASE_SECONDS,
    stopSeconds: settings.EMAIL_STOP_SECONDS,
  };
}
