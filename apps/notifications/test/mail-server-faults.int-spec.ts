import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/harness/index.js';
import { honest, type Moment, REPLY_STAGES, type Script, type Stage } from '../../../tools/smtp-sink/index.js';
import { MailBank, type MailClient } from './mail-bank.js';

jest.setTimeout(40_000);

let mail: MailBank;
beforeAll(async () => {
  mail = await MailBank.start();
}, 120_000);
afterEach(() => {
  mail.sink.script = honest;
});
afterAll(() => mail.stop());

/** Whom a moment is about: before RCPT only the connection is known, so the test's only e-mail is meant. */
const isFor = (client: MailClient, { recipient }: Moment) => recipient === undefined || recipient === client.address;

/** Misbehaves at one stage, towards one client, a number of times. */
function misbehave(client: MailClient, stage: Stage, deed: NonNullable<ReturnType<Script>>, times = 1): Script {
  let left = times;
  return (moment) => {
    if (moment.stage !== stage || !isFor(client, moment) || left === 0) return undefined;
    left -= 1;
    return deed;
  };
}

/** A kept connection would skip the first stages. */
async function freshConnections(): Promise<void> {
  await mail.sink.goAway();
  await mail.sink.comeBack();
}

describe('F13: an e-mail the server puts off', () => {
  it.each(REPLY_STAGES)('at %s is sent a pause later, once', async (stage) => {
    await freshConnections();
    const client = await mail.aClient();
    // A client whose EHLO is put off tries the older HELO.
    const times = stage === 'ehlo' ? 2 : 1;
    mail.sink.script = misbehave(client, stage, { do: 'reply', words: '451 4.3.0 try again later' }, times);
    expect(await mail.request(client)).toBe('queued');
    await mail.untilState(client, 'sent', 20_000);
    expect(mail.mailsTo(client)).toHaveLength(1);
    expect(await mail.deliveryOf(client)).toMatchObject({ attempts: 2, takings: 2 });
  });

  it('eight times is given up, told to staff, and the client is flagged', async () => {
    const client = await mail.aClient();
    mail.sink.script = misbehave(client, 'rcpt', { do: 'reply', words: '450 4.2.0 greylisted' }, 100);
    await mail.request(client);
    await mail.untilState(client, 'dead', 30_000);
    expect(await mail.deliveryOf(client)).toMatchObject({ attempts: 8, last_reply: '450 4.2.0 greylisted' });
    expect(mail.mailsTo(client)).toEqual([]);
    expect(mail.bank.logs.text()).toContain(
      `"alert":"delivery_dead","deliveryId":"${(await mail.deliveryOf(client)).id}"`,
    );
    const [flag] = await mail.bank.sql('SELECT follow_up_since FROM notifications.recipients WHERE id = $1', [
      client.id,
    ]);
    expect(flag).toMatchObject({ follow_up_since: expect.any(Date) });
  });
});

describe('F14: an e-mail the server refuses', () => {
  it.each([
    ['banner', '554 no service'],
    ['ehlo', '550 not you'],
    ['mail', '552 5.2.2 no room'],
    ['rcpt', '552 5.2.2 mailbox full'],
    ['data', '554 5.3.0 no'],
    ['dot', '554 5.6.0 not this'],
  ] as const)('at %s with %s is dead at once, and told to staff', async (stage, words) => {
    await freshConnections();
    const client = await mail.aClient();
    mail.sink.script = misbehave(client, stage, { do: 'reply', words }, 100);
    await mail.request(client);
    await mail.untilState(client, 'dead', 5_000);
    expect(await mail.deliveryOf(client)).toMatchObject({ attempts: 1, last_reply: words });
    expect(mail.bank.logs.text()).toContain((await mail.deliveryOf(client)).id);
    mail.sink.script = honest;
    // What failed for good does not stand in the way of a new request.
    expect(await mail.request(client)).toBe('queued');
    await eventually(() => mail.mailsTo(client).length === 1);
  });

  it('for a bad address flags the address: the next caller hears so, until the bank has another one', async () => {
    const client = await mail.aClient();
    mail.sink.script = misbehave(client, 'rcpt', { do: 'reply', words: `550 5.1.1 <${client.address}> unknown` }, 100);
    await mail.request(client);
    await mail.untilState(client, 'dead', 5_000);
    expect(await mail.deliveryOf(client)).toMatchObject({ last_reply: '550 5.1.1 [address] unknown' });
    expect(mail.bank.logs.text()).not.toContain(client.address);
    expect(await mail.request(client)).toBe('no-email');
    const record = { sourceId: client.sourceId, password: 'Bora-e-Korabit-1' };
    await mail.importRecipients([{ ...record, email: client.address }]);
    expect(await mail.request(client)).toBe('no-email');
    await mail.importRecipients([{ ...record, email: `new.${client.address}` }]);
    expect(await mail.request(client)).toBe('queued');
  });

  it('does not delay the others', async () => {
    const [refused, ...others] = await mail.clients(6);
    mail.sink.script = misbehave(refused!, 'rcpt', { do: 'reply', words: '550 5.7.1 no' }, 100);
    const began = Date.now();
    await mail.requestAll([refused!, ...others]);
    await eventually(() => others.every((client) => mail.mailsTo(client).length === 1), 5_000);
    expect(Date.now() - began).toBeLessThan(4_000);
  });
});

describe('F15: a server that stands still', () => {
  it.each(['banner', 'ehlo', 'mail', 'rcpt', 'data'] as const)(
    'at %s: the e-mail is sent later, once',
    async (stage) => {
      await freshConnections();
      const client = await mail.aClient();
      mail.sink.script = misbehave(client, stage, { do: 'hang' });
      await mail.request(client);
      await mail.untilState(client, 'sent', 20_000);
      expect(mail.mailsTo(client)).toHaveLength(1);
      expect(await mail.deliveryOf(client)).toMatchObject({ attempts: 2, times_uncertain: 0 });
    },
  );

  it('one byte a second: the conversation has a limit all the same', async () => {
    const client = await mail.aClient();
    mail.sink.script = misbehave(client, 'rcpt', { do: 'trickle', everyMs: 1_000 });
    await mail.request(client);
    await mail.untilState(client, 'sent', 20_000);
    expect(await mail.deliveryOf(client)).toMatchObject({ attempts: 2 });
  });

  it('in the mail itself: nobody knows whether it has it, so it comes once more, under the same id', async () => {
    const client = await mail.aClient();
    mail.sink.script = misbehave(client, 'body', { do: 'hang' });
    await mail.request(client);
    await mail.untilState(client, 'unknown');
    await mail.untilState(client, 'sent');
    expect(mail.mailsTo(client)).toHaveLength(1);
    expect(await mail.deliveryOf(client)).toMatchObject({ times_uncertain: 1 });
  });

  it('the others are not held up, however many stand still', async () => {
    const [stuck, others] = [await mail.clients(12), await mail.clients(20)];
    const isStuck = new Set(stuck.map(({ address }) => address));
    mail.sink.script = ({ stage, recipient }) =>
      stage === 'rcpt' && isStuck.has(recipient ?? '') ? { do: 'hang' } : undefined;
    await mail.requestAll(stuck);
    await mail.requestAll(others);
    await eventually(() => others.every((client) => mail.mailsTo(client).length === 1), 15_000);
    mail.sink.script = honest;
    await eventually(() => stuck.every((client) => mail.mailsTo(client).length === 1), 15_000);
  });
});

describe('F16: a reply that does not arrive', () => {
  it('makes the delivery unknown; it comes once more, under the same id, and no third time', async () => {
    const client = await mail.aClient();
    mail.sink.script = misbehave(client, 'dot', { do: 'keep-and-cut' });
    await mail.request(client);
    await mail.untilState(client, 'unknown');
    await mail.untilState(client, 'sent');
    const [first, second, ...more] = mail.mailsTo(client);
    expect(second!.messageId).toBe(first!.messageId);
    expect(more).toEqual([]);
  });

  it('twice leaves it unknown, for staff to decide', async () => {
    const client = await mail.aClient();
    mail.sink.script = misbehave(client, 'dot', { do: 'keep-and-cut' }, 100);
    await mail.request(client);
    await eventually(async () => (await mail.deliveryOf(client)).times_uncertain === 2, 10_000);
    const delivery = await mail.deliveryOf(client);
    expect(delivery).toMatchObject({ state: 'unknown', next_attempt_at: null });
    expect(mail.bank.logs.text()).toContain(`"alert":"delivery_unknown","deliveryId":"${delivery.id}"`);
    expect(mail.mailsTo(client)).toHaveLength(2);
  });
});
