import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import {
  check,
  READERS_ARE_HERE,
  showEncryption,
  textOf,
} from '../../apps/notifications/src/documents/__fixtures__/independent-readers.js';
import { DEMO_QUEUES_FILE, readQueues } from '../../apps/gateway/src/queues.js';
import { DEMO_ACCOUNT, twilioStage } from '../../tools/call/lines/twilio/twilio-stage.js';
import { play } from '../../tools/call/play.js';
import { Script } from '../../tools/call/script/script.schema.js';
import { demoClients, startBank, type TestBank } from '../harness/index.js';
import { SmtpSink } from '../../tools/smtp-sink/index.js';
import { BankWorld } from './bank-world.js';

const PUBLIC_URL = 'https://ivr.bank.example';
const PASSWORD_OF_A = 'Dallëndyshe-24-Mal';

/** A, from the registered number, with card and PIN: the statements in euro, then the list of the card. */
const SCRIPT = Script.parse({
  scenario: 'KEY-PRESS-TO-PDF',
  title: 'A asks for statements in euro and for the transactions of the credit card',
  from: 'A',
  languages: ['sq'],
  steps: [
    { press: '$language' },
    { press: '11' },
    { press: { card: 'A-credit' } },
    { press: { pin: 'A-credit' } },
    { press: '3', hear: 'P-EMAIL-QUEUED' },
    { press: '8' },
    { press: '2' },
    { press: '3' },
    { press: '2', hear: 'P-EMAIL-QUEUED' },
    { hangUp: true },
  ],
});

(READERS_ARE_HERE ? describe : describe.skip)('from a key on the telephone to the decrypted document', () => {
  let bank: TestBank;
  let mailServer: SmtpSink;

  beforeAll(async () => {
    mailServer = await SmtpSink.listen();
    const services = ['auth', 'accounts', 'cards', 'notifications', 'gateway'] as const;
    const environment = { gateway: { PUBLIC_URL }, notifications: { SMTP_URL: mailServer.url } };
    bank = await startBank({ services, environment });
  }, 120_000);
  afterAll(async () => {
    await bank.stop();
    await mailServer.close();
  });

  it('what was asked for by key arrives closed, in the right mailbox, and says what A holds', async () => {
    const world = new BankWorld(bank, mailServer);
    const stage = twilioStage({
      account: { ...DEMO_ACCOUNT, publicUrl: PUBLIC_URL, gatewayUrl: () => bank.gatewayUrl },
      bankName: 'Banka Demo',
      queues: readQueues(DEMO_QUEUES_FILE),
      readSaid: world.readSaid(),
      world,
    });
    expect(await play(SCRIPT, stage, 'sq')).toMatchObject({ result: 'passed', failures: [] });
    expect(await world.mailsTo('A')).toBe(2);
    expect(mailServer.mailbox.mails.map(({ to }) => to)).toEqual(['client.a@example.com', 'client.a@example.com']);

    const mails = await Promise.all(mailServer.mailbox.mails.map(({ raw }) => simpleParser(raw)));
    const files = mails.flatMap(({ attachments }) => attachments);
    expect(files.map(({ filename }) => filename).sort()).toEqual([
      'pasqyra-EUR-1002.pdf',
      'pasqyra-EUR-1003.pdf',
      'transaksionet-1111.pdf',
    ]);
    for (const { content } of files) {
      expect(showEncryption(content, PASSWORD_OF_A).text).toContain('file encryption method: AESv3');
      for (const wrong of ['', '100000001', 'ulliri-dhe-deti-67'])
        expect(check(content, wrong)).toMatchObject({ code: 2, errors: expect.stringContaining('invalid password') });
    }
    const textIn = (name: string) =>
      textOf(files.find(({ filename }) => filename === name)!.content, PASSWORD_OF_A).text;
    expect(textIn('pasqyra-EUR-1002.pdf')).toContain('12.345,67');
    expect(textIn('pasqyra-EUR-1003.pdf')).toContain('3.003,00');
    expect(textIn('transaksionet-1111.pdf')).toContain('H&M TIRANE');

    const outside = mails.map(
      ({ subject, text, html }) => `${subject ?? ''}${text ?? ''}${html === false ? '' : html}`,
    );
    for (const words of outside)
      for (const secret of ['12.345', '3.003', demoClients['A']!.clientNumber]) expect(words).not.toContain(secret);
  }, 60_000);
});
