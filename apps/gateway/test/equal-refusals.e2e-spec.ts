import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoCards, demoClients, startBank, type TestBank } from '../../../test/harness/index.js';
import { PUBLIC_URL, TwilioCaller } from './twilio-caller.js';

const FLOOR_MS = 1_000;
const TOKEN = /\/calls\/[A-Za-z0-9_-]{22}\//g;

const A = demoCards['A-credit']!;
const WRONG_PIN = A.pin === '0000' ? '0001' : '0000';

/** Why a card is refused, by whom it is tried. Every caller has a number of its own, so that no throttle is reached. */
const REFUSALS: [why: string, from: string, pan: string, pin: string][] = [
  ['unknown_card', '+355691000001', '4000000000000002', '1111'],
  ['card_not_active', '+355691000002', demoCards['G-blocked']!.pan, demoCards['G-blocked']!.pin],
  ['card_not_active', '+355691000003', demoCards['I-expired']!.pan, demoCards['I-expired']!.pin],
  ['supplementary', '+355691000004', demoCards['G-supplementary']!.pan, demoCards['G-supplementary']!.pin],
  ['business_card', '+355691000005', demoCards['F-credit']!.pan, demoCards['F-credit']!.pin],
  ['wrong_pin', '+355691000006', A.pan, WRONG_PIN],
  ['other_number', demoClients['B']!.phone, A.pan, A.pin],
  ['other_number', demoClients['B']!.phone, A.pan, WRONG_PIN],
  ['locked', '+355691000008', demoCards['E-credit']!.pan, demoCards['E-credit']!.pin],
];

describe('S13: every refusal of 4.3 sounds and lasts the same', () => {
  let bank: TestBank;

  beforeAll(async () => {
    const environment = { gateway: { PUBLIC_URL, VERIFY_RESPONSE_TIME_MS: String(FLOOR_MS) } };
    bank = await startBank({ services: ['auth', 'accounts', 'cards', 'gateway'], environment });
    await bank.sql(`UPDATE auth.card_tries SET locked_until = now() + interval '1 day' WHERE card_id = $1`, [
      demoCards['E-credit']!.id,
    ]);
  }, 120_000);
  afterAll(() => bank.stop());

  async function refuse(from: string, pan: string, pin: string): Promise<{ document: string; lastedMs: number }> {
    const call = new TwilioCaller(() => bank.gatewayUrl, from);
    await call.dial();
    for (const keys of ['2', '1', '2', '1', pan]) await call.press(keys);
    const began = performance.now();
    const answer = await call.press(pin);
    const lastedMs = performance.now() - began;
    await call.hangUp();
    return { document: answer.body.replace(TOKEN, '/calls/TOKEN/'), lastedMs };
  }

  it('cards: nine reasons, one document, none before the floor; the record alone knows the reason', async () => {
    // One after another, so that none waits for a turn to be compared and is told to try later.
    const heard: Awaited<ReturnType<typeof refuse>>[] = [];
    for (const [, from, pan, pin] of REFUSALS) heard.push(await refuse(from, pan, pin));
    const [first, ...others] = heard.map(({ document }) => document);
    expect(first).toContain('We could not identify you');
    for (const document of others) expect(document).toBe(first);
    for (const { lastedMs } of heard) expect(lastedMs).toBeGreaterThanOrEqual(FLOOR_MS);
    const reasons = await bank.sql<{ reason: string }>(
      `SELECT reason FROM auth.verification_attempts WHERE state = 'failed'`,
    );
    expect(reasons.map(({ reason }) => reason).sort()).toEqual(REFUSALS.map(([why]) => why).sort());
  });

  it("client numbers: unknown, another's, a business's: one document", async () => {
    const numbers = ['999999999', demoClients['A']!.clientNumber, demoClients['F']!.clientNumber];
    const documents = await Promise.all(
      numbers.map(async (number) => {
        const call = new TwilioCaller(() => bank.gatewayUrl, demoClients['C']!.phone);
        await call.dial();
        for (const keys of ['2', '1', '2', '2']) await call.press(keys);
        return (await call.press(number)).body.replace(TOKEN, '/calls/TOKEN/');
      }),
    );
    expect(new Set(documents).size).toBe(1);
    expect(documents[0]).toContain('We could not identify you');
  });

  it('SC11, SC12: the card of another client is refused before its PIN is looked at: its counter does not move', async () => {
    const [tries] = await bank.sql<{ consecutive: number; total: number }>(
      'SELECT consecutive, total FROM auth.card_tries WHERE card_id = $1',
      [A.id],
    );
    // One wrong PIN from a number that is not registered; none of those from B's phone.
    expect(tries).toEqual({ consecutive: 1, total: 1 });
  });
});
