import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '#libs/config';
import { demoCards, demoClients, startBank, type TestBank } from '../../../test/harness/index.js';
import { BankWorld } from '../../../test/scenarios/bank-world.js';
import { asteriskStage } from '../../../tools/call/lines/asterisk/asterisk-stage.js';
import type { Heard, PhoneLine } from '../../../tools/call/phone-line.js';
import { SmtpSink } from '../../../tools/smtp-sink/index.js';
import { GatewaySettings } from '../src/gateway.config.js';
import { DEMO_QUEUES_FILE, readQueues } from '../src/queues.js';
import { type RunningGateway, startGateway } from '../src/start.js';
import { AsteriskServer } from '../src/telephony/providers/asterisk/asterisk-server.js';
import { DatabaseInBetween } from './database-in-between.js';

const publicUrl = 'https://ivr.bank.example';
const { pan, pin } = demoCards['A-credit']!;

describe('section 8: without PostgreSQL a caller over Asterisk gets an apology and an agent', () => {
  let bank: TestBank;
  let database: DatabaseInBetween;
  let gateway: RunningGateway;
  let mailServer: SmtpSink;

  beforeAll(async () => {
    mailServer = await SmtpSink.listen();
    bank = await startBank({ services: ['auth', 'accounts', 'cards'] });
    database = await DatabaseInBetween.before(bank.databaseUrl('gateway'));
    const settings = readSettings(GatewaySettings, {
      ...bank.environmentOf('gateway'),
      PUBLIC_URL: publicUrl,
      TELEPHONY_PROVIDERS: 'asterisk',
      DATABASE_URL: database.url,
    });
    gateway = await startGateway(settings, bank.logs.loggerOf('gateway'));
  }, 120_000);
  afterAll(async () => {
    await gateway.stop();
    await database.takeAway();
    await bank.stop();
    await mailServer.close();
  });
  afterEach(() => database.giveBack());

  function dial(): PhoneLine {
    const port = () => gateway.app.get(AsteriskServer, { strict: false }).port;
    const at = { address: () => ({ host: '127.0.0.1', port: port() }), serviceNumber: '+35542000000' };
    const queues = readQueues(DEMO_QUEUES_FILE);
    const readSaid = new BankWorld(bank, mailServer).readSaid();
    return asteriskStage({ at, publicUrl, queues, readSaid, bankName: 'Banka Demo' }).dial(demoClients['A']!.phone);
  }

  const press = async (line: PhoneLine, keys: string) => {
    const heard: Heard[] = [];
    for (const key of keys) heard.push(...(await line.press(key)));
    return heard;
  };
  const expectApology = (heard: readonly Heard[]) => {
    expect(heard.at(-1)).toMatchObject({
      parts: [{ prompt: 'error.apology' }, { prompt: 'transfer.agent' }],
      awaits: { kind: 'transfer', queue: 'general' },
    });
  };

  it('at the beginning: the agent is busy, the end is told and the line is free', async () => {
    await database.takeAway();
    const line = dial();
    expectApology(await line.start());
    const told = await line.transferEnded('busy');
    expect(told.at(-1)).toMatchObject({
      parts: [{ prompt: 'transfer.failed' }, { prompt: 'goodbye' }],
      awaits: { kind: 'over' },
    });
  });

  it('at a PIN: the agent; and a call whose connection is lost then is back at the PIN when PostgreSQL is', async () => {
    const line = dial();
    await line.start();
    await press(line, `211${pan}`);
    await database.takeAway();
    expectApology(await press(line, pin));
    await database.giveBack();
    await line.repeat?.();
    const heard = await press(line, pin);
    expect(heard.at(-1)?.parts[0]?.prompt).toBe('cards.option.limit');
    await line.hangUp();
  });

  it('no failure wrote digits into a log line', () => {
    expect(bank.logs.text()).not.toContain(pan);
    expect(bank.logs.problems().join('')).not.toContain(`"${pin}"`);
    expect(bank.logs.problems().some((entry) => entry.includes('"alert":true'))).toBe(true);
  });
});
