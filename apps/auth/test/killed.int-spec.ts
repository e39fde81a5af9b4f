import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LookUpCallerNumber, VerifyCredential } from '#libs/contracts';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '../../../test/harness/eventually.js';
import { demoCards, demoClients, startBank, type TestBank } from '../../../test/harness/index.js';
import { TestCall } from './test-call.js';

const ROOT = join(import.meta.dirname, '../../..');
const A = demoClients['A']!;
const card = demoCards['A-credit']!;

let bank: TestBank;
let locker: Client;
beforeAll(async () => {
  bank = await startBank({ services: [] });
  locker = new Client({ connectionString: bank.databaseUrl('auth') });
  await locker.connect();
}, 120_000);
afterAll(async () => {
  await locker.end();
  await bank.stop();
});

/** auth as a process of its own, as it is built. */
async function startProcess(): Promise<ChildProcess> {
  const environment = { ...bank.environmentOf('auth'), PATH: process.env['PATH'], LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, [join(ROOT, 'dist/apps/auth/main.js')], {
    env: environment,
    stdio: 'inherit',
  });
  const looksUp = () => bank.ask(LookUpCallerNumber, { callId: randomUUID(), presentedNumber: A.phone });
  await eventually(
    () =>
      looksUp().then(
        () => true,
        () => false,
      ),
    30_000,
  );
  return child;
}

it('S10: kill -9 between count and comparison, three times: no try is forgotten, and the card is locked', async () => {
  for (let killed = 1; killed <= 3; killed++) {
    const child = await startProcess();
    const request = new TestCall(bank, A.phone).cardRequest(card, card.pin);
    // The comparison cannot read its verifier while this is held, and so has counted and not compared.
    await locker.query('BEGIN; LOCK TABLE auth.pin_verifiers IN ACCESS EXCLUSIVE MODE');
    const asked = bank.ask(VerifyCredential, request).catch(() => 'no answer');
    await eventually(async () => (await tries())?.total === killed);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await locker.query('ROLLBACK');
    expect(await asked).toBe('no answer');
    expect(await tries()).toMatchObject({ total: killed, consecutive: killed, locked: killed === 3 });
  }
  const child = await startProcess();
  const reply = await new TestCall(bank, A.phone).card(card, card.pin);
  expect(reply).toMatchObject({ outcome: 'refused' });
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(child.exitCode).toBe(0);
}, 120_000);

async function tries() {
  const rows = await bank.sql<{ consecutive: number; total: number; locked: boolean }>(
    `SELECT consecutive, total, coalesce(locked_until > now(), false) AS locked
     FROM auth.card_tries WHERE card_id = $1`,
    [card.id],
  );
  return rows[0];
}
