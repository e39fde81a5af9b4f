import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoCards, demoClients, eventually, startBank, type TestBank } from '../../../test/harness/index.js';
import { BankWorld } from '../../../test/scenarios/bank-world.js';
import { asteriskStage } from '../../../tools/call/lines/asterisk/asterisk-stage.js';
import type { Heard, PhoneLine } from '../../../tools/call/phone-line.js';
import { SmtpSink } from '../../../tools/smtp-sink/index.js';
import { freePort } from '../../../tools/start/ports.js';

const ROOT = join(import.meta.dirname, '../../..');
const PUBLIC_URL = 'https://ivr.bank.example';
const CALLS = 500;
const AT_ONCE = 50;

describe(`${CALLS} calls over FastAGI on one gateway, a process of its own`, () => {
  let bank: TestBank;
  let mailServer: SmtpSink;
  let gateway: ChildProcess;
  let environment: Record<string, string>;
  let lines: PhoneLine[];

  beforeAll(async () => {
    mailServer = await SmtpSink.listen();
    bank = await startBank({ services: ['auth', 'accounts', 'cards'] });
    const ports = { AGI_PORT: String(await freePort()), GATEWAY_PORT: String(await freePort()) };
    const own = { PUBLIC_URL, TELEPHONY_PROVIDERS: 'asterisk', LOG_LEVEL: 'warn', ...ports };
    environment = { ...bank.environmentOf('gateway'), PATH: process.env['PATH'] ?? '', ...own };
    await startGateway();
    lines = Array.from({ length: CALLS }, () => dial('+355690000999'));
  }, 120_000);
  afterAll(async () => {
    gateway.kill();
    await bank.stop();
    await mailServer.close();
  });

  async function startGateway(): Promise<void> {
    const main = join(ROOT, 'dist/apps/gateway/main.js');
    gateway = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
    const answers = () =>
      fetch(`http://127.0.0.1:${environment['GATEWAY_PORT']}/anything`).then(
        () => true,
        () => false,
      );
    await eventually(answers, 60_000);
  }

  function dial(from: string): PhoneLine {
    const address = () => ({ host: '127.0.0.1', port: Number(environment['AGI_PORT']) });
    const readSaid = new BankWorld(bank, mailServer).readSaid();
    const at = { address, serviceNumber: '+35542000000' };
    return asteriskStage({ at, publicUrl: PUBLIC_URL, bankName: 'Banka Demo', readSaid }).dial(from);
  }

  /** Everybody does the same, so many at the very same moment while all others are on the line; what each heard last. */
  async function together(act: (line: PhoneLine) => Promise<Heard[]>) {
    const heard: Heard[][] = [];
    for (let from = 0; from < CALLS; from += AT_ONCE)
      heard.push(...(await Promise.all(lines.slice(from, from + AT_ONCE).map(act))));
    return heard.map((turns) => turns.at(-1)?.parts[0]?.prompt);
  }
  const all = (prompt: string) => Array<string>(CALLS).fill(prompt);
  const openCalls = async () =>
    (await bank.sql<{ open: number }>('SELECT count(*)::int AS open FROM gateway.calls WHERE ended_at IS NULL'))[0]
      ?.open;

  it('all are answered and go on, step by step, all on the line at the same time', async () => {
    expect(await together((line) => line.start())).toEqual(all('welcome'));
    expect(await openCalls()).toBe(CALLS);
    expect(await together((line) => line.press('1'))).toEqual(all('caller.option.lost-card'));
    expect(await together((line) => line.press('1'))).toEqual(all('individual.option.cards'));
    expect(residentMb(gateway)).toBeLessThan(400);
  }, 120_000);

  it('kill -9 in mid-call: after a restart every call goes on where it was, and a caller at the PIN is verified', async () => {
    const { pan, pin } = demoCards['A-credit']!;
    const client = dial(demoClients['A']!.phone);
    await client.start();
    for (const key of `211${pan}`) await client.press(key);
    gateway.kill('SIGKILL');
    await once(gateway, 'exit');
    await startGateway();
    // Nobody had been heard since: each hears the same menu again and presses.
    expect(await together((line) => line.press('9'))).toEqual(all('individual.option.cards'));
    const heard: Heard[] = [];
    for (const key of pin) heard.push(...(await client.press(key)));
    expect(heard.at(-1)?.parts[0]?.prompt).toBe('cards.option.limit');
    const [information] = await client.press('1');
    expect(information?.parts[0]?.prompt).toBe('cards.ending');
    expect(information?.parts[0]?.language).toBe('en');
    await client.hangUp();
    expect(await openCalls()).toBe(CALLS);
  }, 120_000);

  it('all hang up, and all are closed as that', async () => {
    await together(async (line) => line.hangUp().then(() => []));
    expect(await openCalls()).toBe(0);
    const outcomes = await bank.sql('SELECT outcome, count(*)::int AS calls FROM gateway.calls GROUP BY 1 ORDER BY 1');
    expect(outcomes).toContainEqual({ outcome: 'caller_hangup', calls: CALLS });
  }, 60_000);
});

function residentMb({ pid }: ChildProcess): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}
