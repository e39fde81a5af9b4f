import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '#libs/config';
import { demoClients, startBank, type TestBank } from '../../../test/harness/index.js';
import { BankWorld } from '../../../test/scenarios/bank-world.js';
import { readScript } from '../../../tools/call/script/read-script.js';
import { DEMO_PLATFORM, voicexmlStage } from '../../../tools/call/lines/voicexml/voicexml-stage.js';
import { play } from '../../../tools/call/play.js';
import { SmtpSink } from '../../../tools/smtp-sink/index.js';
import { GatewaySettings } from '../src/gateway.config.js';
import { DEMO_QUEUES_FILE, readQueues } from '../src/queues.js';
import { type RunningGateway, startGateway } from '../src/start.js';
import { validate } from '../src/telephony/providers/voicexml/__fixtures__/validate.js';

const publicUrl = 'https://ivr.bank.example';

/** A profile, and the scenarios that are the same over it. */
const PROFILES: [what: string, settings: Record<string, string>, scenarios: string[]][] = [
  [
    'Cisco: its own grammar, text/xml, A-law, hidden digits, the context in the SIP address',
    {
      VOICEXML_GRAMMAR: 'cisco-regex',
      VOICEXML_CONTENT_TYPE: 'text/xml',
      VOICEXML_AUDIO: 'wav-alaw',
      VOICEXML_SENSITIVE_PROPERTIES: 'com.cisco.secureLogging=true',
      VOICEXML_TRANSFER_CONTEXT: 'headers',
    },
    ['SC3', 'SC28', 'SC29', 'SC34'],
  ],
  ['Cisco: one dot a key', { VOICEXML_GRAMMAR: 'cisco-dots' }, ['SC3', 'SC28']],
  ['grammars of the platform', { VOICEXML_GRAMMAR: 'builtin' }, ['SC3', 'SC28']],
  [
    'ids and numbers of the platform, and transfers that come back only when they fail',
    {
      VOICEXML_TRANSFER: 'consultation',
      VOICEXML_CALL_ID_VARIABLES: 'session.avaya.ucid,session.connection.protocol.name',
      VOICEXML_CALLER_VARIABLES: 'session.avaya.telephone.ani,session.connection.remote.uri',
    },
    ['SC3', 'SC34'],
  ],
];

describe('platforms that differ', () => {
  let bank: TestBank;
  let world: BankWorld;
  let mailServer: SmtpSink;
  const documents: string[] = [];

  beforeAll(async () => {
    mailServer = await SmtpSink.listen();
    bank = await startBank({ services: ['auth', 'accounts', 'cards'] });
    world = new BankWorld(bank, mailServer);
  }, 120_000);
  afterAll(async () => {
    await bank.stop();
    await mailServer.close();
  });

  /** A gateway with a profile, and a telephone over it, for as long as it is used. */
  async function over<Result>(
    profile: Record<string, string>,
    use: (stage: ReturnType<typeof voicexmlStage>) => Promise<Result>,
  ): Promise<Result> {
    const environment = { ...bank.environmentOf('gateway'), PUBLIC_URL: publicUrl, TELEPHONY_PROVIDERS: 'voicexml' };
    const settings = readSettings(GatewaySettings, { ...environment, ...profile });
    const gateway: RunningGateway = await startGateway(settings, bank.logs.loggerOf('gateway'));
    try {
      const onDocument = (document: string) => documents.push(document);
      const stage = voicexmlStage({
        platform: { ...DEMO_PLATFORM, publicUrl, gatewayUrl: () => gateway.url, onDocument },
        bankName: 'Banka Demo',
        queues: readQueues(DEMO_QUEUES_FILE),
        readSaid: world.readSaid(),
        outcomeOf: (sid) => world.outcomeOf(sid),
        world,
      });
      return await use(stage);
    } finally {
      await gateway.stop();
    }
  }

  it.each(PROFILES)('P8: %s', async (_what, profile, scenarios) => {
    await over(profile, async (stage) => {
      for (const scenario of scenarios) {
        await world.forgetCalls();
        const script = readScript(new URL(`../../../test/scenarios/${scenario}.yaml`, import.meta.url).pathname);
        const { failures } = await play(script, stage, 'sq');
        expect([scenario, failures]).toEqual([scenario, []]);
      }
    });
  });

  it.each(['blind', 'none'] as const)(
    '%s: the caller is gone with the transfer, which is told as what it is',
    async (transfer) => {
      await over({ VOICEXML_TRANSFER: transfer }, async (stage) => {
        const line = stage.dial(demoClients['A']!.phone);
        await line.start();
        const heard = [...(await line.press('2')), ...(await line.press('0'))];
        expect(heard.at(-1)?.awaits).toMatchObject({ kind: 'transfer', queue: 'lost_card' });
        await line.transferEnded('answered');
        expect(await line.outcome?.()).toBe('transferred');
        const [call] = await bank.sql<{ over: boolean }>(
          'SELECT ended_at IS NOT NULL AS over FROM gateway.calls ORDER BY started_at DESC LIMIT 1',
        );
        // A script of the platform's cannot tell us; the call is closed when it is overdue.
        expect(call?.over).toBe(transfer === 'blind');
      });
    },
  );

  it('the call is known by the platform’s id as well as by ours', async () => {
    const ids = await bank.sql<{ id: string }>(
      "SELECT provider_call_id AS id FROM gateway.calls WHERE provider_call_id LIKE 'sip/%'",
    );
    expect(ids.length).toBeGreaterThan(0);
    for (const { id } of ids) expect(id).toMatch(/^sip\/\d+-0\.\d+-0\.\d+$/);
  });

  it('every document is one of the W3C’s schema', async () => {
    expect(await validate(documents)).toEqual([]);
  });

  it('the secret of the addresses is in no log line and no stored answer (S3)', async () => {
    expect(bank.logs.text()).not.toContain(DEMO_PLATFORM.secret);
    const rows = await bank.sql<{ row: string }>('SELECT to_jsonb(c)::text AS row FROM gateway.calls c');
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toContain(DEMO_PLATFORM.secret);
  });
});
