import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GrantVerifier } from '#libs/grants';
import { publicHalf, signingKey } from '#libs/signing';
import { KeyFolder } from '#libs/config';
import { demoCards, demoClients, NOBODYS_PHONE, startBank, type TestBank } from '../../../test/harness/index.js';
import { claimsOf, TestCall, type Verification, wrongPin } from './test-call.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['auth'] });
}, 120_000);
afterAll(() => bank.stop());
// Each test begins a day of its own: counters roll on as time would.
beforeEach(() => bank.sql("UPDATE auth.verification_attempts SET at = at - interval '25 hours'"));

const client = (key: string) => demoClients[key]!;
const card = (key: string) => demoCards[key]!;
const from = (number: string) => new TestCall(bank, number);
const reasons = (callId: string) =>
  bank
    .sql<{ reason: string }>('SELECT reason FROM auth.verification_attempts WHERE call_id = $1 ORDER BY at', [callId])
    .then((rows) => rows.map(({ reason }) => reason));
const triesOf = async (key: string) =>
  (
    await bank.sql('SELECT consecutive, total, locked_until FROM auth.card_tries WHERE card_id = $1', [card(key).id])
  )[0];

const CALLERS = {
  'registered to this client': client('A').phone,
  'registered to another client': client('B').phone,
  'not registered': NOBODYS_PHONE,
  withheld: '',
} as const;
const ALL = ['C1', 'C2', 'C3', 'A1', 'A2', 'A3'];
const ACCOUNTS = ['A1', 'A2', 'A3'];

describe('requirements 4.4: the verification matrix, over the bus', () => {
  it.each([
    ['registered to this client', 'credit card', 'OWN', 'credit_card', ALL, false],
    ['registered to this client', 'debit card', 'OWN', 'debit_card', ALL, false],
    ['registered to this client', 'client number', 'OWN', 'client_number', ACCOUNTS, false],
    ['not registered', 'credit card', 'UNREGISTERED', 'credit_card', ALL, true],
    ['not registered', 'debit card', 'UNREGISTERED', 'debit_card', ACCOUNTS, false],
  ] as const)('a number %s, %s: opens its items', async (who, credential, numberClass, level, items, onlyThisCard) => {
    const call = from(CALLERS[who]);
    const reply = await present(call, credential);
    expect(reply).toMatchObject({
      outcome: 'verified',
      callerNumberClass: numberClass,
      level,
      clientNumber: '100000001',
    });
    expect(claimsOf(reply)).toMatchObject({ callId: call.callId, clientId: client('A').id, level, items });
    expect(claimsOf(reply).onlyCardId).toBe(onlyThisCard ? card('A-credit').id : undefined);
  });

  it.each([
    ['registered to another client', 'credit card', 'refused', 'other_number'],
    ['registered to another client', 'debit card', 'refused', 'other_number'],
    ['registered to another client', 'client number', 'refused', 'client_number_class'],
    ['not registered', 'client number', 'refused', 'client_number_class'],
    ['withheld', 'credit card', 'closed', 'hidden_number'],
    ['withheld', 'debit card', 'closed', 'hidden_number'],
    ['withheld', 'client number', 'closed', 'hidden_number'],
  ] as const)('a number %s, %s: opens nothing', async (who, credential, outcome, reason) => {
    const call = from(CALLERS[who]);
    expect(await present(call, credential)).toEqual(outcome === 'closed' ? { outcome } : { outcome, attemptsLeft: 2 });
    expect(await reasons(call.callId)).toEqual([reason]);
  });

  function present(call: TestCall, credential: 'credit card' | 'debit card' | 'client number'): Promise<Verification> {
    if (credential === 'client number') return call.clientNumber(client('A').clientNumber);
    const key = credential === 'credit card' ? 'A-credit' : 'A-debit';
    return call.card(card(key), card(key).pin);
  }
});

describe('scenarios of requirements 15 as auth decides them', () => {
  it('SC11: from another client’s number the right PIN is refused, and the card’s counter stays', async () => {
    const call = from(client('B').phone);
    expect(await call.card(card('A-credit'), card('A-credit').pin)).toEqual({ outcome: 'refused', attemptsLeft: 2 });
    expect(await triesOf('A-credit')).toEqual({ consecutive: 0, total: 0, locked_until: null });
    expect(await reasons(call.callId)).toEqual(['other_number']);
  });

  it('SC12: from another client’s number a wrong PIN gets the same answer, and the counter stays', async () => {
    const right = await from(client('B').phone).card(card('A-credit'), card('A-credit').pin);
    const wrong = await from(client('B').phone).card(card('A-credit'), wrongPin(card('A-credit')));
    expect(wrong).toEqual(right);
    expect(await triesOf('A-credit')).toEqual({ consecutive: 0, total: 0, locked_until: null });
  });

  it('SC14: a number two clients share is each one’s own', async () => {
    const reply = await from(client('A').phone).clientNumber(client('E').clientNumber);
    expect(reply).toMatchObject({
      outcome: 'verified',
      callerNumberClass: 'OWN',
      clientNumber: client('E').clientNumber,
    });
  });

  it('SC15: a call verified for one client is refused another’s card', async () => {
    const call = from(client('A').phone);
    expect(await call.clientNumber(client('A').clientNumber)).toMatchObject({ outcome: 'verified' });
    expect(await call.card(card('E-credit'), card('E-credit').pin)).toEqual({ outcome: 'refused', attemptsLeft: 2 });
    expect(await reasons(call.callId)).toEqual([null, 'other_client']);
    expect(await triesOf('E-credit')).toEqual({ consecutive: 0, total: 0, locked_until: null });
    // The same client steps up.
    expect(await call.card(card('A-credit'), card('A-credit').pin)).toMatchObject({ level: 'credit_card' });
  });

  it('SC16: a debit card of a client without a credit card opens the call on an own number', async () => {
    const reply = await from(client('B').phone).card(card('B-debit'), card('B-debit').pin);
    expect(reply).toMatchObject({ outcome: 'verified', level: 'debit_card', card: { kind: 'debit' } });
  });

  it('SC21: a minor hears so after a right PIN only', async () => {
    expect(await from(client('D').phone).card(card('D-debit'), wrongPin(card('D-debit')))).toMatchObject({
      outcome: 'refused',
    });
    expect(await from(client('D').phone).card(card('D-debit'), card('D-debit').pin)).toEqual({ outcome: 'minor' });
    expect(await triesOf('D-debit')).toMatchObject({ consecutive: 0, total: 0 });
    const today = "(now() AT TIME ZONE 'Europe/Tirane')::date";
    const born = (date: string) =>
      bank.sql(`UPDATE auth.clients SET birth_date = ${date} WHERE id = $1`, [client('D').id]);
    await born(`(${today} - interval '18 years')::date + 1`);
    expect(await from(client('D').phone).card(card('D-debit'), card('D-debit').pin)).toEqual({ outcome: 'minor' });
    await born(`(${today} - interval '18 years')::date`);
    expect(await from(client('D').phone).card(card('D-debit'), card('D-debit').pin)).toMatchObject({
      outcome: 'verified',
    });
  });

  it('D26: a dormant client hears so after a right PIN only', async () => {
    expect(await from(client('H').phone).card(card('H-debit'), wrongPin(card('H-debit')))).toMatchObject({
      outcome: 'refused',
    });
    expect(await from(client('H').phone).card(card('H-debit'), card('H-debit').pin)).toEqual({ outcome: 'ineligible' });
  });

  it('D27: a business is refused by card and ineligible by client number', async () => {
    const call = from(client('F').phone);
    expect(await call.card(card('F-credit'), card('F-credit').pin)).toMatchObject({ outcome: 'refused' });
    expect(await reasons(call.callId)).toEqual(['business_card']);
    expect(await from(client('F').phone).clientNumber(client('F').clientNumber)).toEqual({ outcome: 'ineligible' });
  });

  it.each([
    ['a blocked card', 'G', 'G-blocked', 'card_not_active'],
    ['an expired card', 'I', 'I-expired', 'card_not_active'],
    ['D23: a supplementary card', 'G', 'G-supplementary', 'supplementary'],
  ])('%s is refused with its right PIN', async (_, owner, key, reason) => {
    const call = from(client(owner).phone);
    expect(await call.card(card(key), card(key).pin)).toEqual({ outcome: 'refused', attemptsLeft: 2 });
    expect(await reasons(call.callId)).toEqual([reason]);
  });

  it('an unknown card and an unknown client are refused like any other', async () => {
    const call = from(client('G').phone);
    expect(await call.card({ pan: '4000000000000002' }, '4826')).toEqual({ outcome: 'refused', attemptsLeft: 2 });
    expect(await call.clientNumber('999999999')).toEqual({ outcome: 'refused', attemptsLeft: 1 });
    expect(await call.clientNumber('999999998')).toEqual({ outcome: 'closed' });
    expect(await reasons(call.callId)).toEqual(['unknown_card', 'unknown_client', 'unknown_client']);
  });
});

describe('S18: the grant', () => {
  it('opens for the data services, for this call, for call.maxMinutes', async () => {
    const call = from(client('C').phone);
    const reply = await call.clientNumber(client('C').clientNumber);
    if (reply.outcome !== 'verified') throw new Error(reply.outcome);
    const publicKey = publicHalf(signingKey(new KeyFolder(bank.secretsDir('auth')).secret('grant.key')));
    const verifier = new GrantVerifier(publicKey);
    const wanted = { callId: call.callId, anyOf: ['A2'] as const, now: new Date() };
    expect((await verifier.verify(reply.grant, wanted)).clientId).toBe(client('C').id);
    const minutes = (Date.parse(reply.expiresAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(19);
    expect(minutes).toBeLessThanOrEqual(20.1);
    await expect(
      verifier.verify(reply.grant, { ...wanted, now: new Date(Date.parse(reply.expiresAt) + 1_000) }),
    ).rejects.toThrow();
  });
});

it('the audit record says why, at which level and from which class, and holds no digits that were keyed in', async () => {
  const call = from(client('A').phone);
  await call.card(card('A-credit'), wrongPin(card('A-credit')));
  await call.card(card('A-credit'), card('A-credit').pin);
  const rows = await bank.sql('SELECT * FROM auth.verification_attempts WHERE call_id = $1 ORDER BY at', [call.callId]);
  expect(rows).toMatchObject([
    { state: 'failed', reason: 'wrong_pin', outcome: 'refused', caller_number_class: 'OWN', level: null },
    { state: 'succeeded', reason: null, outcome: 'verified', caller_number_class: 'OWN', level: 'credit_card' },
  ]);
  const text = JSON.stringify(rows);
  expect(text).not.toContain(card('A-credit').pan);
  expect(text).not.toContain(`"${card('A-credit').pin}"`);
  expect(text).not.toContain('100000001');
});
