import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ReleaseLock } from '#libs/contracts';
import type { PinVerifier } from '../src/domain/pin-verifier.js';
import { demoCards, demoClients, NOBODYS_PHONE, startBank, type TestBank } from '../../../test/harness/index.js';
import { TestCall, unregistered, wrongPin } from './test-call.js';

/** Counts every verifier computation, dummies too. */
const check = {
  computations: 0,
  over: (own: PinVerifier): PinVerifier => ({
    compare: (...given) => (check.computations++, own.compare(...given)),
    pretend: (turn) => (check.computations++, own.pretend(turn)),
  }),
};

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['auth'], auth: { pinVerifier: check.over } });
}, 120_000);
afterAll(() => bank.stop());
beforeEach(async () => {
  check.computations = 0;
  bank.logs.lines.length = 0;
  await bank.sql('TRUNCATE auth.verification_attempts, auth.caller_numbers, auth.suspensions');
  await bank.sql('UPDATE auth.card_tries SET consecutive = 0, total = 0, locked_until = NULL');
});

const A = demoClients['A']!;
const card = (key: string) => demoCards[key]!;
const from = (number: string) => new TestCall(bank, number);
const unknownCard = (index: number) => ({ pan: `400000000000${(1_000 + index).toString()}` });
const alerts = () =>
  bank.logs.lines.flatMap((line) => {
    const { alert, why } = JSON.parse(line) as { alert?: string; why?: string };
    return alert === undefined ? [] : [[alert, why].filter(Boolean).join(' ')];
  });
const pass = async (interval: string) => {
  await bank.sql('UPDATE auth.verification_attempts SET at = at - $1::interval', [interval]);
  await bank.sql('UPDATE auth.caller_numbers SET blocked_until = blocked_until - $1::interval', [interval]);
  await bank.sql('UPDATE auth.suspensions SET until = until - $1::interval', [interval]);
};
/** Failures of a number as if they had happened, without their hashes. */
const failures = (count: number, number: string, what: { unregistered: boolean }) =>
  bank.sql(
    `INSERT INTO auth.verification_attempts
       (command_id, call_id, caller_number, caller_number_class, from_unregistered, credential, state, outcome)
     SELECT gen_random_uuid(), gen_random_uuid(), $2, 'UNREGISTERED', $3, 'card', 'failed', 'refused'
     FROM generate_series(1, $1)`,
    [count, number, what.unregistered],
  );

describe('requirements 4.5: failures of a caller number', () => {
  it('the sixth in 24 hours blocks it for 24 hours, in every call, with an alert and before any hash', async () => {
    for (let i = 0; i < 5; i++) await from(A.phone).card(card('A-credit'), wrongPin(card('A-credit')));
    // The fifth left one: the sixth closes the call, though it is the first failure in it.
    expect(await from(A.phone).clientNumber('999999999')).toEqual({ outcome: 'closed' });
    expect(alerts()).toContain('caller_number_blocked failures');
    expect(bank.logs.text()).not.toContain(A.phone);
    check.computations = 0;
    expect(await from(A.phone).card(card('A-debit'), card('A-debit').pin)).toEqual({ outcome: 'closed' });
    expect(check.computations).toBe(0);
    await pass('23 hours 59 minutes');
    expect(await from(A.phone).card(card('A-debit'), card('A-debit').pin)).toEqual({ outcome: 'closed' });
    await pass('1 minute');
    expect(await from(A.phone).card(card('A-debit'), card('A-debit').pin)).toMatchObject({ outcome: 'verified' });
  });

  it('what is spoken of attempts left is true: the tighter of the call’s limit and the number’s', async () => {
    await failures(4, A.phone, { unregistered: false });
    expect(await from(A.phone).clientNumber('999999999')).toEqual({ outcome: 'refused', attemptsLeft: 1 });
  });

  it('a successful verification does not clear them', async () => {
    await failures(5, A.phone, { unregistered: false });
    expect(await from(A.phone).card(card('A-credit'), card('A-credit').pin)).toMatchObject({ outcome: 'verified' });
    expect(await from(A.phone).clientNumber('999999999')).toEqual({ outcome: 'closed' });
  });

  it('they do not touch another number', async () => {
    await failures(6, demoClients['B']!.phone, { unregistered: false });
    expect(await from(A.phone).card(card('A-credit'), card('A-credit').pin)).toMatchObject({ outcome: 'verified' });
  });

  it('staff release a blocked number: its counters start again, and the audit trail knows who and why', async () => {
    await failures(5, A.phone, { unregistered: false });
    await from(A.phone).clientNumber('999999999');
    const subject = { kind: 'callerNumber', callerNumber: A.phone } as const;
    const release = () => bank.ask(ReleaseLock, { subject, reason: 'the client called', releasedBy: 'mira' });
    expect(await release()).toEqual({ released: true });
    expect(await release()).toEqual({ released: false });
    expect(await from(A.phone).card(card('A-credit'), card('A-credit').pin)).toMatchObject({ outcome: 'verified' });
    const entries = await bank.sql(
      'SELECT event, subject, made_by, details FROM auth.audit_entries ORDER BY id DESC LIMIT 2',
    );
    expect(entries[1]).toEqual({
      event: 'caller_number_released',
      subject: A.phone,
      made_by: 'mira',
      details: { reason: 'the client called', before: { wasLocked: true } },
    });
  });

  it('a released card stands in the audit trail with the counters it had', async () => {
    for (let i = 0; i < 3; i++) await from(A.phone).card(card('A-credit'), wrongPin(card('A-credit')));
    const subject = { kind: 'card', cardId: card('A-credit').id } as const;
    await bank.ask(ReleaseLock, { subject, reason: 'seen at the branch', releasedBy: 'mira' });
    const [entry] = await bank.sql('SELECT details FROM auth.audit_entries ORDER BY id DESC LIMIT 1');
    expect(entry).toEqual({
      details: { reason: 'seen at the branch', before: { total: 3, consecutive: 3, wasLocked: true } },
    });
  });
});

describe('requirements 4.5: different cards from a caller number', () => {
  it('four may be tried in 24 hours, unknown ones among them; the fifth blocks the number, with an alert', async () => {
    for (let i = 0; i < 4; i++) {
      expect(await from(NOBODYS_PHONE).card(unknownCard(i), '0000')).toMatchObject({ outcome: 'refused' });
    }
    expect(await from(NOBODYS_PHONE).card(unknownCard(3), '0001')).toMatchObject({ outcome: 'refused' });
    check.computations = 0;
    expect(await from(NOBODYS_PHONE).card(card('A-credit'), card('A-credit').pin)).toEqual({ outcome: 'closed' });
    expect(check.computations).toBe(0);
    expect(alerts()).toEqual(['caller_number_blocked cards']);
    // The number is blocked now, for a card it tried before too.
    expect(await from(NOBODYS_PHONE).card(unknownCard(0), '0000')).toEqual({ outcome: 'closed' });
    await pass('24 hours');
    expect(await from(NOBODYS_PHONE).card(card('A-credit'), card('A-credit').pin)).toMatchObject({
      outcome: 'verified',
    });
  });

  it('cards that were accepted count too', async () => {
    for (const key of ['A-credit', 'A-debit', 'E-credit', 'G-credit-1']) {
      expect(await from(NOBODYS_PHONE).card(card(key), card(key).pin)).toMatchObject({ outcome: 'verified' });
    }
    expect(await from(NOBODYS_PHONE).card(card('B-debit'), card('B-debit').pin)).toEqual({ outcome: 'closed' });
  });

  it('F30: one number cannot lock many cards: two in 24 hours at most', async () => {
    for (const key of ['A-credit', 'A-debit', 'E-credit', 'G-credit-1']) {
      for (let i = 0; i < 3; i++) await from(NOBODYS_PHONE).card(card(key), wrongPin(card(key)));
    }
    const [row] = await bank.sql('SELECT count(*)::int FROM auth.card_tries WHERE locked_until > now()');
    expect(row).toEqual({ count: 2 });
  });
});

describe('S14: the breaker of unregistered numbers', () => {
  it('more than 60 failures in five minutes suspend them all for 15 minutes, with one alert; own numbers go on', async () => {
    await failures(60, '+355682000000', { unregistered: true });
    expect(await from(unregistered(1)).card(card('A-credit'), card('A-credit').pin)).toMatchObject({
      outcome: 'verified',
    });
    expect(await from(unregistered(2)).card(card('A-credit'), wrongPin(card('A-credit')))).toMatchObject({
      outcome: 'refused',
    });
    check.computations = 0;
    const closed = await Promise.all(
      [3, 4, 5].map((i) => from(unregistered(i)).card(card('A-credit'), card('A-credit').pin)),
    );
    expect(closed).toEqual(Array(3).fill({ outcome: 'closed' }));
    expect(check.computations).toBe(0);
    expect(alerts()).toEqual(['unregistered_numbers_suspended']);
    expect(await from(A.phone).card(card('A-credit'), card('A-credit').pin)).toMatchObject({ outcome: 'verified' });
    // The failures are over, the suspension is not.
    await pass('14 minutes');
    expect(await from(unregistered(6)).card(card('A-credit'), card('A-credit').pin)).toEqual({ outcome: 'closed' });
    await pass('1 minute');
    expect(await from(unregistered(7)).card(card('A-credit'), card('A-credit').pin)).toMatchObject({
      outcome: 'verified',
    });
  });

  it('failures of own numbers do not count', async () => {
    await failures(100, demoClients['B']!.phone, { unregistered: false });
    expect(await from(NOBODYS_PHONE).card(card('A-credit'), card('A-credit').pin)).toMatchObject({
      outcome: 'verified',
    });
  });
});

describe('S13: every refusal is the same to the caller and costs one computation', () => {
  it.each([
    ['a wrong PIN', A.phone, card('A-credit'), wrongPin(card('A-credit'))],
    ['an unknown card', A.phone, unknownCard(1), '4826'],
    ['an inactive card', demoClients['G']!.phone, card('G-blocked'), card('G-blocked').pin],
    ['a supplementary card', demoClients['G']!.phone, card('G-supplementary'), card('G-supplementary').pin],
    ['a business card', demoClients['F']!.phone, card('F-credit'), card('F-credit').pin],
    ['another client’s number, right PIN', demoClients['B']!.phone, card('A-credit'), card('A-credit').pin],
    ['another client’s number, wrong PIN', demoClients['B']!.phone, card('A-credit'), wrongPin(card('A-credit'))],
    ['an unregistered number, wrong PIN', NOBODYS_PHONE, card('A-credit'), wrongPin(card('A-credit'))],
  ])('%s', async (_, number, given, pin) => {
    expect(JSON.stringify(await from(number).card(given, pin))).toBe('{"outcome":"refused","attemptsLeft":2}');
    expect(check.computations).toBe(1);
  });

  it.each([
    ['an unknown client', A.phone, '999999999'],
    ['a client number from an unregistered number', NOBODYS_PHONE, A.clientNumber],
    ['a client number from another client’s number', demoClients['B']!.phone, A.clientNumber],
  ])('%s', async (_, number, clientNumber) => {
    expect(JSON.stringify(await from(number).clientNumber(clientNumber))).toBe(
      '{"outcome":"refused","attemptsLeft":2}',
    );
    expect(check.computations).toBe(1);
  });

  it('a locked card, right PIN and wrong', async () => {
    await bank.sql("UPDATE auth.card_tries SET locked_until = now() + interval '1 hour', consecutive = 3, total = 3");
    for (const pin of [card('A-credit').pin, wrongPin(card('A-credit'))]) {
      check.computations = 0;
      expect(JSON.stringify(await from(A.phone).card(card('A-credit'), pin))).toBe(
        '{"outcome":"refused","attemptsLeft":2}',
      );
      expect(check.computations).toBe(1);
    }
    const [tries] = await bank.sql('SELECT consecutive, total FROM auth.card_tries WHERE card_id = $1', [
      card('A-credit').id,
    ]);
    expect(tries).toEqual({ consecutive: 3, total: 3 });
  });
});
