import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { phoneStage } from '../../tools/call/lines/phone/phone-stage.js';
import { play } from '../../tools/call/play.js';
import { startBank, type TestBank } from '../harness/index.js';
import { SmtpSink } from '../../tools/smtp-sink/index.js';
import { allScripts, casesOf } from './all-scripts.js';
import { BankWorld } from './bank-world.js';

const PUBLIC_URL = 'http://127.0.0.1:3000';

describe('the scenarios over phone: the one in the browser, without the browser', () => {
  let bank: TestBank;
  let world: BankWorld;
  let mailServer: SmtpSink;

  beforeAll(async () => {
    const services = ['auth', 'accounts', 'cards', 'notifications', 'gateway'] as const;
    mailServer = await SmtpSink.listen();
    const environment = { gateway: { PUBLIC_URL }, notifications: { SMTP_URL: mailServer.url } };
    bank = await startBank({ services, environment });
    world = new BankWorld(bank, mailServer);
  }, 120_000);
  afterAll(async () => {
    await bank.stop();
    await mailServer.close();
  });
  beforeEach(() => world.forgetCalls());

  it.each(casesOf(allScripts()))(
    '$scenario ($language): $title',
    async ({ script, language }) => {
      const stage = phoneStage({
        publicUrl: () => PUBLIC_URL,
        gatewayUrl: () => bank.gatewayUrl,
        outcomeOf: (call) => world.outcomeOf(call),
        world,
      });
      const { failures, unchecked, missing, result } = await play(script, stage, language);
      const expected = { result: 'passed', missing: [], failures: [], unchecked: [] };
      expect({ result, missing, failures, unchecked }).toEqual(expected);
    },
    60_000,
  );
});
