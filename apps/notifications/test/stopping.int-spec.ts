import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { eventually } from '../../../test/harness/index.js';
import { honest } from '../../../tools/smtp-sink/index.js';
import { MailBank } from './mail-bank.js';

jest.setTimeout(60_000);

let mail: MailBank;
afterEach(() => mail.stop());

const slow = { SMTP_TIMEOUT_SECONDS: '60', SMTP_REPLY_SECONDS: '60' };

describe('P14: a service that is stopped', () => {
  it('finishes what can be finished in the time allowed', async () => {
    mail = await MailBank.start({ settings: { ...slow, EMAIL_STOP_SECONDS: '10' } });
    const client = await mail.aClient();
    let offered = false;
    mail.sink.script = ({ stage }) => {
      offered ||= stage === 'dot';
      return stage === 'dot' ? { do: 'wait', ms: 1_000 } : undefined;
    };
    await mail.request(client);
    await eventually(() => offered);
    await mail.bank.stopService('notifications');
    expect(await mail.deliveryOf(client)).toMatchObject({ state: 'sent' });
  });

  it('gives back what was not handed over, uncounted; the next start sends it at once', async () => {
    mail = await MailBank.start({ settings: { ...slow, EMAIL_STOP_SECONDS: '0' } });
    const clients = await mail.clients(15);
    mail.sink.script = ({ stage }) => (stage === 'rcpt' ? { do: 'hang' } : undefined);
    await mail.requestAll(clients);
    await eventually(() => mail.sink.offers > 0);
    await mail.bank.stopService('notifications');
    expect(new Set((await mail.deliveries()).map(({ state, attempts }) => `${state} ${attempts}`))).toEqual(
      new Set(['queued 0']),
    );
    expect(readdirSync(mail.spoolDir)).toEqual([]);
    mail.sink.script = honest;
    await mail.bank.startService('notifications');
    await eventually(() => mail.sink.mailbox.distinct === 15, 10_000);
    expect(mail.sink.mailbox.extraCopies).toBe(0);
  });

  it('admits not to know what became of what was handed over', async () => {
    mail = await MailBank.start({ settings: { ...slow, EMAIL_STOP_SECONDS: '0' } });
    const client = await mail.aClient();
    let offered = false;
    mail.sink.script = ({ stage }) => {
      offered ||= stage === 'dot';
      return stage === 'dot' ? { do: 'hang' } : undefined;
    };
    await mail.request(client);
    await eventually(() => offered);
    await mail.bank.stopService('notifications');
    expect(await mail.deliveryOf(client)).toMatchObject({ state: 'unknown', times_uncertain: 1 });
    mail.sink.script = honest;
    await mail.bank.startService('notifications');
    await mail.untilState(client, 'sent');
  });
});
