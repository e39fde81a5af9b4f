import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEMO_QUEUES_FILE, readQueues } from '../../apps/gateway/src/queues.js';
import { DEMO_ACCOUNT, twilioStage, type TwilioStageOptions } from '../../tools/call/lines/twilio/twilio-stage.js';
import { play } from '../../tools/call/play.js';
import { startBank, type TestBank } from '../harness/index.js';
import { SmtpSink } from '../../tools/smtp-sink/index.js';
import { allScripts, casesOf } from './all-scripts.js';
import { BankWorld } from './bank-world.js';

const PUBLIC_URL = 'https://ivr.bank.example';

describe('the scenarios over Twilio: a gateway, the services, PostgreSQL and NATS', () => {
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

  function stage(more: Partial<TwilioStageOptions['account']> = {}) {
    return twilioStage({
      account: { ...DEMO_ACCOUNT, publicUrl: PUBLIC_URL, gatewayUrl: () => bank.gatewayUrl, ...more },
      bankName: 'Banka Demo',
      queues: readQueues(DEMO_QUEUES_FILE),
      readSaid: world.readSaid(),
      outcomeOf: (callSid) => world.outcomeOf(callSid),
      world,
    });
  }

  it.each(casesOf(allScripts()))(
    '$scenario ($language): $title',
    async ({ script, language }) => {
      const { failures, unchecked, missing, result } = await play(script, stage(), language);
      const expected = { result: 'passed', missing: [], failures: [], unchecked: [] };
      expect({ result, missing, failures, unchecked }).toEqual(expected);
    },
    60_000,
  );

  it.each(casesOf(allScripts().filter(({ scenario }) => ['SC3', 'SC9', 'SC22', 'SC34'].includes(scenario))))(
    'P9: every webhook delivered twice at the same moment: $scenario ($language)',
    async ({ script, language }) => {
      const { failures, result } = await play(script, stage({ everythingTwice: 'atOnce' }), language);
      expect({ result, failures }).toEqual({ result: 'passed', failures: [] });
    },
    60_000,
  );
});
