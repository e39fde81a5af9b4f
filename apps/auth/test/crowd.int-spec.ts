import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LookUpCallerNumber } from '#libs/contracts';
import { RequestRefused } from '#libs/messaging';
import { randomUUID } from 'node:crypto';
import { demoCards, demoClients, startBank, type TestBank } from '../../../test/harness/index.js';
import { TestCall, unregistered, type Verification, wrongPin } from './test-call.js';

const GUESSERS = 300;
let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['auth'] });
}, 120_000);
afterAll(() => bank.stop());

const card = (key: string) => demoCards[key]!;
const lookUp = (number: string) => bank.ask(LookUpCallerNumber, { callId: randomUUID(), presentedNumber: number });

describe('S14, S15: a crowd of guessers on unregistered numbers, all at once', () => {
  it('starves nobody on their own number, and makes at most a handful of comparisons', async () => {
    // The gateway looks every number up when a call begins.
    for (const key of ['A', 'B', 'G']) await lookUp(demoClients[key]!.phone);
    const targets = ['A-credit', 'A-debit', 'E-credit', 'I-debit'].map(card);
    const guesses = Array.from({ length: GUESSERS }, (_, index) => {
      const target = targets[index % targets.length]!;
      return outcomeOf(new TestCall(bank, unregistered(index)).card(target, wrongPin(target)));
    });
    const bystanders = (['B', 'G'] as const).map((key) => {
      const own = card(`${key}-debit`);
      return new TestCall(bank, demoClients[key]!.phone).card(own, own.pin);
    });
    const answered = await Promise.all(bystanders);
    expect(answered.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
    expect(await lookUp(demoClients['A']!.phone)).toMatchObject({ standing: 'REGISTERED' });
    const outcomes = await Promise.all(guesses);
    expect(outcomes).not.toContain('verified');
    // At most three for each of the four cards, whatever the crowd.
    const tries = await bank.sql<{ total: number }>('SELECT total FROM auth.card_tries WHERE total > 0');
    expect(tries.every(({ total }) => total <= 3)).toBe(true);
    expect(outcomes.some((outcome) => outcome === 'BUSY' || outcome === 'closed')).toBe(true);
  }, 60_000);
});

function outcomeOf(asked: Promise<Verification>): Promise<string> {
  return asked.then(
    ({ outcome }) => outcome,
    (error: unknown) => (error instanceof RequestRefused ? error.code : 'no answer'),
  );
}
