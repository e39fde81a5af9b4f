import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ReleaseLock } from '#libs/contracts';
import { RequestRefused, ServiceUnavailable } from '#libs/messaging';
import { serviceDatabase } from '#libs/persistence';
import { DataSource } from 'typeorm';
import type { PinVerifier } from '../src/domain/pin-verifier.js';
import { takeTry } from '../src/persistence/card-tries.js';
import { AUTH_SCHEMA } from '../src/persistence/schema.js';
import { demoCards, demoClients, startBank, type TestBank } from '../../../test/harness/index.js';
import { eventually } from '../../../test/harness/eventually.js';
import { TestCall, unregistered, type Verification, wrongPin } from './test-call.js';

/** Stands where PINs are checked: counts comparisons, and can hold them or answer in the store's place. */
const check = {
  comparisons: 0,
  /** Answers at once that the PIN is wrong, where only the count matters. */
  fast: false,
  /** Keeps comparisons waiting until it is called. */
  held: undefined as Promise<void> | undefined,
  over: (own: PinVerifier): PinVerifier => ({
    compare: async (cardId, pin, turn) => {
      check.comparisons++;
      await check.held;
      return check.fast ? false : own.compare(cardId, pin, turn);
    },
    pretend: (turn) => (check.fast ? Promise.resolve() : own.pretend(turn)),
  }),
};

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({
    services: ['auth'],
    auth: { pinVerifier: check.over },
    environment: { auth: { VERIFY_GLOBAL_MAX_FAILURES: '10000' } },
  });
}, 120_000);
afterAll(() => bank.stop());
beforeEach(async () => {
  Object.assign(check, { comparisons: 0, fast: false, held: undefined });
  await bank.sql('TRUNCATE auth.verification_attempts, auth.caller_numbers, auth.suspensions');
  await bank.sql('UPDATE auth.card_tries SET consecutive = 0, total = 0, locked_until = NULL');
});

const client = (key: string) => demoClients[key]!;
const card = (key: string) => demoCards[key]!;
const right = (call: TestCall, key: string) => call.card(card(key), card(key).pin);
const wrong = (call: TestCall, key: string) => call.card(card(key), wrongPin(card(key)));
const from = (number: string) => new TestCall(bank, number);
interface Tries {
  consecutive: number;
  total: number;
  locked: 'no' | 'for hours' | 'until staff';
}
const triesOf = async (key: string): Promise<Tries> => {
  const rows = await bank.sql<{ consecutive: number; total: number; locked: Tries['locked'] }>(
    `SELECT consecutive, total, CASE WHEN locked_until = 'infinity' THEN 'until staff'
       WHEN locked_until > now() THEN 'for hours' ELSE 'no' END AS locked
     FROM auth.card_tries WHERE card_id = $1`,
    [card(key).id],
  );
  return rows[0]!;
};

/** Does something many times, so many at a time. */
async function inParallel<T>(atOnce: number, times: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < times) results.push(await work(next++));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** A stubborn caller: asks again when auth has no time. */
async function untilAnswered(ask: () => Promise<Verification>): Promise<Verification> {
  for (let left = 50; ; left--) {
    try {
      return await ask();
    } catch (error) {
      const busy = (error instanceof RequestRefused && error.code === 'BUSY') || error instanceof ServiceUnavailable;
      if (!busy || left === 0) throw error;
    }
  }
}

const outcomes = (replies: Verification[]) => replies.map(({ outcome }) => outcome);

/** As if a time had passed: every moment that matters lies so much earlier. */
async function pass(interval: string): Promise<void> {
  await bank.sql(`UPDATE auth.verification_attempts SET at = at - $1::interval`, [interval]);
  await bank.sql(`UPDATE auth.caller_numbers SET blocked_until = blocked_until - $1::interval`, [interval]);
  await bank.sql(`UPDATE auth.suspensions SET until = until - $1::interval`, [interval]);
  await bank.sql(
    `UPDATE auth.card_tries SET locked_until = locked_until - $1::interval WHERE locked_until < 'infinity'`,
    [interval],
  );
}

describe('S10: a try is counted, durably, before it is compared', () => {
  it('1,000 parallel counts of one card: three are granted', async () => {
    const dataSource = await new DataSource(serviceDatabase(AUTH_SCHEMA, bank.databaseUrl('auth'))).initialize();
    const rules = { maxFailures: 3, maxFailuresTotal: 10, lockHours: 24 };
    // In waves no larger than what may wait for a connection within its second.
    const granted: NonNullable<Awaited<ReturnType<typeof takeTry>>>[] = [];
    for (let wave = 0; wave < 10; wave++) {
      const tries = Array.from({ length: 100 }, () => takeTry(dataSource.manager, card('A-credit').id, rules));
      granted.push(...(await Promise.all(tries)).filter((counted) => counted !== undefined));
    }
    await dataSource.destroy();
    // Their answers come back in any order.
    expect(granted.map(({ locked }) => locked).sort()).toEqual(['forHours', 'no', 'no']);
    expect(await triesOf('A-credit')).toEqual({ consecutive: 3, total: 3, locked: 'for hours' });
  }, 60_000);

  it('1,000 callers with wrong PINs for one card, 100 at a time: exactly three comparisons', async () => {
    check.fast = true;
    const replies = await inParallel(100, 1_000, (index) =>
      untilAnswered(() => wrong(from(unregistered(index)), 'A-credit')),
    );
    expect(check.comparisons).toBe(3);
    expect(await triesOf('A-credit')).toEqual({ consecutive: 3, total: 3, locked: 'for hours' });
    expect(new Set(replies.map((reply) => JSON.stringify(reply)))).toEqual(
      new Set(['{"outcome":"refused","attemptsLeft":2}']),
    );
    expect(await failuresByReason()).toMatchObject({ wrong_pin: 3 });
  }, 180_000);

  it('the same with real hashes: exactly three, and who finds no place is told to come back', async () => {
    const calls = Array.from({ length: 60 }, (_, index) => from(unregistered(index)));
    const replies = await Promise.allSettled(calls.map((call) => wrong(call, 'A-credit')));
    const refused = replies.flatMap((reply) => (reply.status === 'rejected' ? [reply.reason as unknown] : []));
    expect(refused.map((error) => (error as { code?: string }).code)).toEqual(refused.map(() => 'BUSY'));
    expect(refused.length).toBeGreaterThan(0);
    // Who was turned away gave the try back; it is there for the next.
    await inParallel(5, 10, (index) => untilAnswered(() => wrong(from(unregistered(100 + index)), 'A-credit')));
    expect(await triesOf('A-credit')).toEqual({ consecutive: 3, total: 3, locked: 'for hours' });
    expect(await failuresByReason()).toMatchObject({ wrong_pin: 3 });
  }, 60_000);

  it('a process killed between count and comparison leaves the try counted', async () => {
    let release = () => {};
    check.held = new Promise((resolve) => (release = resolve));
    const call = from(client('A').phone);
    const lost = right(call, 'A-credit').catch(() => 'no answer');
    await eventually(() => check.comparisons === 1);
    // Committed before the comparison began: another process sees it, whatever becomes of this one.
    expect(await triesOf('A-credit')).toEqual({ consecutive: 1, total: 1, locked: 'no' });
    const [row] = await bank.sql('SELECT state FROM auth.verification_attempts WHERE call_id = $1', [call.callId]);
    expect(row).toEqual({ state: 'pending' });
    release();
    await lost;
  });

  it('an attempt that never ended counts as a failure of its call and its number', async () => {
    await Promise.all([1, 2].map(() => abandonedAttempt(client('A').phone)));
    const call = from(client('A').phone);
    await bank.sql('UPDATE auth.verification_attempts SET call_id = $1', [call.callId]);
    expect(await wrong(call, 'A-credit')).toEqual({ outcome: 'closed' });
  });

  async function abandonedAttempt(number: string): Promise<void> {
    await bank.sql(
      `INSERT INTO auth.verification_attempts
         (command_id, call_id, caller_number, caller_number_class, from_unregistered, credential, state)
       VALUES (gen_random_uuid(), gen_random_uuid(), $1, 'OWN', false, 'card', 'pending')`,
      [number],
    );
  }
  async function failuresByReason(): Promise<Record<string, number>> {
    const rows = await bank.sql<{ reason: string; count: number }>(
      `SELECT reason, count(*)::int AS count FROM auth.verification_attempts WHERE state = 'failed' GROUP BY reason`,
    );
    return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
  }
});

describe('S11 and requirements 4.5: locks of a card', () => {
  it('SC22: three wrong PINs in a call close it and lock the card; staff unlock it', async () => {
    const call = from(client('A').phone);
    expect(await wrong(call, 'A-credit')).toEqual({ outcome: 'refused', attemptsLeft: 2 });
    expect(await wrong(call, 'A-credit')).toEqual({ outcome: 'refused', attemptsLeft: 1 });
    expect(await wrong(call, 'A-credit')).toEqual({ outcome: 'closed' });
    expect(await right(call, 'A-credit')).toEqual({ outcome: 'closed' });
    expect(await triesOf('A-credit')).toEqual({ consecutive: 3, total: 3, locked: 'for hours' });
    expect(await right(from(client('A').phone), 'A-credit')).toEqual({ outcome: 'refused', attemptsLeft: 2 });
    expect(check.comparisons).toBe(3);
    await releaseCard('A-credit');
    expect(await right(from(client('A').phone), 'A-credit')).toMatchObject({ outcome: 'verified' });
  });

  it('SC23: a wrong PIN in one call and two in two others at the same moment lock the card; the counter is three', async () => {
    const calls = Array.from({ length: 3 }, () => from(client('A').phone));
    expect(outcomes(await Promise.all(calls.map((call) => wrong(call, 'A-credit'))))).toEqual(
      Array<string>(3).fill('refused'),
    );
    expect(await triesOf('A-credit')).toEqual({ consecutive: 3, total: 3, locked: 'for hours' });
    expect(await right(from(client('A').phone), 'A-credit')).toMatchObject({ outcome: 'refused' });
  });

  it('a right PIN sets both counters to zero', async () => {
    await wrong(from(client('A').phone), 'A-credit');
    await wrong(from(client('A').phone), 'A-credit');
    expect(await triesOf('A-credit')).toEqual({ consecutive: 2, total: 2, locked: 'no' });
    await right(from(client('A').phone), 'A-credit');
    expect(await triesOf('A-credit')).toEqual({ consecutive: 0, total: 0, locked: 'no' });
  });

  it('a right PIN that is the last permitted try opens the card again', async () => {
    await wrong(from(client('A').phone), 'A-credit');
    await wrong(from(client('A').phone), 'A-credit');
    expect(await right(from(client('A').phone), 'A-credit')).toMatchObject({ outcome: 'verified' });
    expect(await triesOf('A-credit')).toEqual({ consecutive: 0, total: 0, locked: 'no' });
  });

  it('S12: a lock ends by the database’s clock, and restarts the consecutive count but not the total', async () => {
    for (let i = 0; i < 3; i++) await wrong(from(client('A').phone), 'A-credit');
    await pass('23 hours 59 minutes');
    expect(await right(from(client('A').phone), 'A-credit')).toMatchObject({ outcome: 'refused' });
    await pass('1 minute');
    await wrong(from(client('A').phone), 'A-credit');
    expect(await triesOf('A-credit')).toEqual({ consecutive: 1, total: 4, locked: 'no' });
    expect(await right(from(client('A').phone), 'A-credit')).toMatchObject({ outcome: 'verified' });
  });

  it('60 days of three wrong tries a day make ten comparisons in all, and then only staff can help', async () => {
    check.fast = true;
    for (let day = 0; day < 60; day++) {
      const call = from(client('A').phone);
      for (let attempt = 0; attempt < 3; attempt++) await wrong(call, 'A-credit');
      await pass('24 hours');
    }
    expect(check.comparisons).toBe(10);
    expect(await triesOf('A-credit')).toMatchObject({ total: 10, locked: 'until staff' });
    check.fast = false;
    expect(await right(from(client('A').phone), 'A-credit')).toMatchObject({ outcome: 'refused' });
    await expect(releaseCard('A-credit')).rejects.toThrow('SECOND_PERSON_NEEDED');
    expect(await triesOf('A-credit')).toMatchObject({ total: 10, locked: 'until staff' });
    await releaseCard('A-credit', 'ana');
    expect(await right(from(client('A').phone), 'A-credit')).toMatchObject({ outcome: 'verified' });
  }, 60_000);

  it('S34: one of staff ends a lock again and again, and the card still has ten tries in all', async () => {
    check.fast = true;
    for (let round = 0; round < 3; round++) {
      const call = from(client('A').phone);
      for (let attempt = 0; attempt < 3; attempt++) await wrong(call, 'A-credit');
      await releaseCard('A-credit');
      await pass('24 hours');
    }
    await wrong(from(client('A').phone), 'A-credit');
    await expect(releaseCard('A-credit')).rejects.toThrow('SECOND_PERSON_NEEDED');
    await expect(releaseCard('A-credit', 'mira')).rejects.toThrow();
    expect(check.comparisons).toBe(10);
    check.fast = false;
  }, 60_000);

  it('tells of a lock, of five tries left and of the lock that only staff end, without a digit of the card', async () => {
    check.fast = true;
    for (let i = 0; i < 10; i++) {
      await wrong(from(client('A').phone), 'A-credit');
      if (i % 3 === 2) await pass('24 hours');
    }
    const alerts = bank.logs.lines.filter((line) => line.includes('"alert"') && line.includes(card('A-credit').id));
    const names = alerts.map((line) => JSON.parse(line) as { alert: string; until?: string });
    expect(names.slice(-5).map(({ alert, until }) => `${alert} ${until ?? ''}`.trim())).toEqual([
      'card_locked forHours',
      'card_five_tries_left',
      'card_locked forHours',
      'card_locked forHours',
      'card_locked untilStaff',
    ]);
    expect(alerts.join('')).not.toContain(card('A-credit').pan.slice(-4));
  });

  it('two cards of one client have counters of their own', async () => {
    for (let i = 0; i < 3; i++) await wrong(from(client('A').phone), 'A-credit');
    expect(await right(from(client('A').phone), 'A-debit')).toMatchObject({ outcome: 'verified' });
    expect(await triesOf('A-credit')).toMatchObject({ locked: 'for hours' });
  });

  async function releaseCard(key: string, approvedBy?: string): Promise<void> {
    const subject = { kind: 'card', cardId: card(key).id } as const;
    const second = approvedBy === undefined ? {} : { approvedBy };
    const reason = 'the client came to the branch';
    const reply = await bank.ask(ReleaseLock, { subject, reason, releasedBy: 'mira', ...second });
    expect(reply).toEqual({ released: true });
  }
});

describe('S15: a try that was not compared is given back', () => {
  it('the attempt, the try and the lock it brought are as if nothing had been asked', async () => {
    await wrong(from(client('A').phone), 'A-credit');
    await wrong(from(client('A').phone), 'A-credit');
    const before = await triesOf('A-credit');
    // More checks than may wait: the queue turns some away.
    const flood = Array.from({ length: 60 }, (_, index) => from(unregistered(index)));
    const replies = await Promise.allSettled(flood.map((call) => call.card({ pan: '4000000000000002' }, '0000')));
    const busy = replies.filter((reply) => reply.status === 'rejected');
    expect(busy.length).toBeGreaterThan(0);
    expect(await triesOf('A-credit')).toEqual(before);
    const rows = await bank.sql<{ count: number }>(
      `SELECT count(*)::int FROM auth.verification_attempts WHERE reason = 'unknown_card' OR state = 'pending'`,
    );
    expect(rows[0]?.count).toBe(60 - busy.length);
  }, 60_000);
});
