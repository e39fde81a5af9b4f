import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readSettings } from '#libs/config';
import { NotificationsSettings } from './notifications.config.js';
import { mailServerSettings } from './notifications.settings.js';

const good = {
  PROFILE: 'production',
  NATS_URL: 'nats://127.0.0.1:4222',
  DATABASE_URL: 'postgres://127.0.0.1/bank',
  SECRETS_DIR: '/run/secrets',
  SMTP_URL: 'smtp://mail.bank.al:587',
  MAIL_FROM: 'statements@bank.al',
};
const read = (difference: Record<string, string | undefined> = {}) =>
  readSettings(NotificationsSettings, { ...good, ...difference });

describe('what notifications may be told', () => {
  it('has the defaults of requirements 13', () => {
    expect(read()).toMatchObject({
      EMAIL_PROTECTION: 'encrypted_pdf',
      EMAIL_REPEAT_MINUTES: 10,
      EMAIL_MAX_PER_DAY: 10,
      STATEMENT_DAYS: 30,
      EMAIL_LEASE_SECONDS: 60,
      EMAIL_MAX_ATTEMPTS: 8,
      SMTP_TLS: 'required',
      SMTP_REPLY_SECONDS: 600,
    });
  });

  it.each([
    ['plain documents nobody answers for (D19)', { EMAIL_PROTECTION: 'plain_pdf' }, 'EMAIL_PLAIN_ACCEPTED_BY'],
    ['a line that need not be closed, outside the demo (S35)', { SMTP_TLS: 'opportunistic' }, 'SMTP_TLS'],
    ['a sample as the sender', { MAIL_FROM: 'bank@demo.example' }, 'MAIL_FROM'],
    ['a sender that is a list', { MAIL_FROM: 'a@bank.al, b@bank.al' }, 'MAIL_FROM'],
    ['no mail server', { SMTP_URL: undefined }, 'SMTP_URL'],
    ['settings hidden in an address', { SMTP_URL: 'smtp://mail.bank.al:587?tls.rejectUnauthorized=false' }, 'SMTP_URL'],
    ['half a signature', { DKIM_DOMAIN: 'bank.al' }, 'DKIM_DOMAIN'],
    ['a statement of 91 days (D16)', { STATEMENT_DAYS: '91' }, 'STATEMENT_DAYS'],
    ['pauses the wrong way round', { EMAIL_LONGEST_PAUSE_SECONDS: '30' }, 'EMAIL_FIRST_PAUSE_SECONDS'],
    ['a rule for passwords, as there is none (S36)', { EMAIL_PROTECTION: 'birth_date' }, 'EMAIL_PROTECTION'],
  ])('is never %s', (_, difference, named) => {
    expect(() => read(difference)).toThrow(ConfigurationError);
    expect(() => read(difference)).toThrow(named);
  });

  it('lets a bank send plain documents when somebody answers for it by name', () => {
    const settings = { EMAIL_PROTECTION: 'plain_pdf', EMAIL_PLAIN_ACCEPTED_BY: 'Banka e Provës, bordi' };
    expect(read(settings).EMAIL_PROTECTION).toBe('plain_pdf');
  });

  it.each([
    ['smtp://mail.bank.al', { host: 'mail.bank.al', port: 587, implicitTls: false, login: undefined }],
    ['smtps://u%40x:p%2Fw@mail.bank.al', { port: 465, implicitTls: true, login: { user: 'u@x', pass: 'p/w' } }],
    ['smtp://[::1]:2525', { host: '::1', port: 2525 }],
  ])('reads %s', (SMTP_URL, expected) => {
    expect(mailServerSettings(read({ SMTP_URL }))).toMatchObject(expected);
  });

  it('never repeats a password of an address it refuses', () => {
    expect(() => read({ SMTP_URL: 'http://user:geheim@mail.bank.al' })).not.toThrow('geheim');
    expect(() => read({ SMTP_URL: 'http://user:geheim@mail.bank.al' })).toThrow(ConfigurationError);
  });
});
