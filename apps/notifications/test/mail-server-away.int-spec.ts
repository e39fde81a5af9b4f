import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { ListDeliveries } from '#libs/contracts';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { eventually } from '../../../test/harness/index.js';
import { testCertificate } from '../../../tools/smtp-sink/index.js';
import { MailBank } from './mail-bank.js';

jest.setTimeout(60_000);

// Each test starts a bank of its own, on a machine that may be busy.
jest.setTimeout(150_000);

let mail: MailBank;
afterEach(() => mail.stop());

const sent = async () => (await mail.deliveries()).filter(({ state }) => state === 'sent').length;

/** Nothing is taken for lost because the machine is busy: what is sent once more then is meant to be. */
const UNHURRIED = { SMTP_TIMEOUT_SECONDS: '30', SMTP_REPLY_SECONDS: '30', EMAIL_LEASE_SECONDS: '60' };

describe('F17: a mail server that is away', () => {
  it('holds no promise up; all are kept when it is back, none twice, and no attempt was counted', async () => {
    mail = await MailBank.start({ settings: UNHURRIED });
    const clients = await mail.clients(30);
    await mail.sink.goAway();
    await mail.requestAll(clients);
    await eventually(async () => (await mail.bank.ask(ListDeliveries, {})).mailServer.awaySince !== null);
    const { counts, mailServer } = await mail.bank.ask(ListDeliveries, {});
    expect(counts).toMatchObject({ sent: 0, dead: 0 });
    expect(mailServer.lastProblem).toContain('ECONNREFUSED');
    await mail.sink.comeBack();
    await eventually(async () => (await sent()) === 30, 20_000);
    expect(mail.sink.mailbox).toMatchObject({ distinct: 30, extraCopies: 0 });
    expect((await mail.deliveries()).map(({ attempts }) => attempts)).toEqual(Array(30).fill(1));
  });
});

describe('F18: a mail server that is full', () => {
  it('gets one connection when it takes one, and more when it takes more', async () => {
    mail = await MailBank.start({ settings: UNHURRIED, sink: { maxConnections: 1 } });
    await mail.requestAll(await mail.clients(40));
    await eventually(async () => (await sent()) === 40, 40_000);
    expect(mail.sink.mostAtOnce).toBe(1);
    mail.sink.maxConnections = 100;
    mail.sink.script = ({ stage }) => (stage === 'dot' ? { do: 'wait', ms: 50 } : undefined);
    await mail.requestAll(await mail.clients(60));
    await eventually(async () => (await sent()) === 100, 40_000);
    expect(mail.sink.mostAtOnce).toBeGreaterThan(3);
    expect(mail.sink.mailbox).toMatchObject({ distinct: 100, extraCopies: 0 });
  });
});

describe('S35: a connection that others could read', () => {
  const outside = { SMTP_TLS: 'required' };

  it('to a server without TLS carries nothing, not even the address', async () => {
    mail = await MailBank.start({ settings: outside });
    await mail.request(await mail.aClient());
    await eventually(async () => (await mail.bank.ask(ListDeliveries, {})).mailServer.awaySince !== null);
    expect(mail.sink).toMatchObject({ offers: 0 });
    expect(mail.sink.connections).toBeGreaterThan(0);
  });

  it('to a server whose certificate nobody vouches for carries nothing', async () => {
    mail = await MailBank.start({ settings: outside, sink: { tls: testCertificate } });
    await mail.request(await mail.aClient());
    await eventually(async () => (await mail.bank.ask(ListDeliveries, {})).mailServer.awaySince !== null);
    expect(mail.sink).toMatchObject({ offers: 0 });
  });

  it('with a good certificate is used', async () => {
    const usual = getCACertificates();
    setDefaultCACertificates([...usual, testCertificate.authority.toString()]);
    try {
      mail = await MailBank.start({ settings: outside, sink: { tls: testCertificate } });
      const client = await mail.aClient();
      await mail.request(client);
      await mail.untilState(client, 'sent');
      expect(mail.mailsTo(client)).toHaveLength(1);
    } finally {
      setDefaultCACertificates(usual);
    }
  });
});
