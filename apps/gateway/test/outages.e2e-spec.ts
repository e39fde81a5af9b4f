import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '#libs/config';
import { demoCards, demoClients, startBank, type TestBank } from '../../../test/harness/index.js';
import { DEMO_JAMBONZ, jambonzStage } from '../../../tools/call/lines/jambonz/jambonz-stage.js';
import { DEMO_SWITCH, freeswitchStage } from '../../../tools/call/lines/freeswitch/freeswitch-stage.js';
import { DEMO_PLATFORM, voicexmlStage } from '../../../tools/call/lines/voicexml/voicexml-stage.js';
import { DEMO_VONAGE, vonageStage } from '../../../tools/call/lines/vonage/vonage-stage.js';
import type { Heard, PhoneLine } from '../../../tools/call/phone-line.js';
import { GatewaySettings } from '../src/gateway.config.js';
import { type RunningGateway, startGateway } from '../src/start.js';
import { DatabaseInBetween } from './database-in-between.js';

const publicUrl = 'https://ivr.bank.example';
const { pan, pin } = demoCards['A-credit']!;

/** What a caller of these lines hears is in a document the provider takes: anything but a 200 breaks the line. */
describe('S8: whatever fails, a webhook is answered with a document the provider takes', () => {
  let bank: TestBank;
  let database: DatabaseInBetween;
  let gateway: RunningGateway;

  beforeAll(async () => {
    bank = await startBank({ services: ['auth'], data: 'empty' });
    database = await DatabaseInBetween.before(bank.databaseUrl('gateway'));
    const settings = readSettings(GatewaySettings, {
      ...bank.environmentOf('gateway'),
      PUBLIC_URL: publicUrl,
      TELEPHONY_PROVIDERS: Object.keys(stages).join(),
      DATABASE_URL: database.url,
    });
    gateway = await startGateway(settings, bank.logs.loggerOf('gateway'));
  }, 120_000);
  afterAll(async () => {
    await gateway.stop();
    await database.takeAway();
    await bank.stop();
  });
  afterEach(() => database.giveBack());

  const here = { publicUrl, gatewayUrl: () => gateway.url };
  const stages = {
    jambonz: () => jambonzStage({ account: { ...DEMO_JAMBONZ, ...here }, bankName: 'Banka Demo' }),
    vonage: () => vonageStage({ account: { ...DEMO_VONAGE, ...here }, bankName: 'Banka Demo' }),
    voicexml: () => voicexmlStage({ platform: { ...DEMO_PLATFORM, ...here }, bankName: 'Banka Demo' }),
    freeswitch: () => freeswitchStage({ settings: { ...DEMO_SWITCH, ...here }, bankName: 'Banka Demo' }),
  };

  const expectApology = (turns: readonly Heard[]) => {
    expect(turns.flatMap(({ parts }) => parts.map(({ prompt }) => prompt))).toEqual([
      'error.apology',
      'transfer.agent',
    ]);
    expect(turns[0]?.awaits).toMatchObject({ destination: 'sip:general@agents.bank.example' });
  };

  async function atCardNumber(line: PhoneLine): Promise<PhoneLine> {
    await line.start();
    for (const key of ['2', '1', '1']) await line.press(key);
    return line;
  }

  it.each(Object.keys(stages) as (keyof typeof stages)[])(
    '%s: without PostgreSQL a call, a card number and a PIN come to an apology and an agent, and the call ends well',
    async (provider) => {
      const dial = () => stages[provider]().dial(demoClients['A']!.phone);
      const entering = await atCardNumber(dial());
      const verifying = await atCardNumber(dial());
      await verifying.press(pan);
      await database.takeAway();
      const dialling = dial();
      expectApology(await dialling.start());
      expectApology(await entering.press(pan));
      expectApology(await verifying.press(pin));
      const [nobody] = await entering.transferEnded('busy');
      expect(nobody?.parts.map(({ prompt }) => prompt)).toEqual(['transfer.failed', 'goodbye']);
      expect(nobody?.awaits.kind).toBe('over');
      expect(await dialling.transferEnded('answered')).toEqual([{ parts: [], awaits: { kind: 'over' } }]);
    },
    60_000,
  );

  it('no failure wrote digits into a log line', () => {
    expect(bank.logs.text()).not.toContain(pan);
    expect(bank.logs.problems().join('')).not.toContain(`"${pin}"`);
    expect(bank.logs.problems().some((line) => line.includes('"alert":true'))).toBe(true);
  });
});
