import { afterEach, describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '#libs/config';
import { ImportClients, LookUpCallerNumber } from '#libs/contracts';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCards, demoClients, NOBODYS_PHONE, startBank, type TestBank } from '../../../test/harness/index.js';
import { startAuth } from '../src/start.js';
import { AuthSettings } from '../src/auth.config.js';
import { claimsOf, TestCall } from './test-call.js';

let bank: TestBank;
afterEach(() => bank.stop());
const start = async (auth: Record<string, string> = {}) => {
  bank = await startBank({ services: ['auth'], environment: { auth } });
};
const client = (key: string) => demoClients[key]!;
const card = (key: string) => demoCards[key]!;
const right = (call: TestCall, key: string) => call.card(card(key), card(key).pin);
const reasonOf = async ({ callId }: TestCall) =>
  (await bank.sql('SELECT reason FROM auth.verification_attempts WHERE call_id = $1', [callId]))[0]?.[
    'reason'
  ] as unknown;

describe('what the bank may set', () => {
  it('D11: withheld numbers count as unregistered where the bank says so', async () => {
    await start({ WITHHELD_NUMBER: 'as_unregistered' });
    const reply = await right(new TestCall(bank, 'anonymous'), 'A-credit');
    expect(reply).toMatchObject({ outcome: 'verified', callerNumberClass: 'UNREGISTERED' });
    expect(claimsOf(reply).onlyCardId).toBe(card('A-credit').id);
    expect(await new TestCall(bank, '').clientNumber(client('A').clientNumber)).toMatchObject({ outcome: 'refused' });
  }, 60_000);

  it('D12: a number that is not attested is nobody’s own, and still another client’s', async () => {
    await start({ CALLER_NUMBER_TRUST: 'attested' });
    const doubtful = new TestCall(bank, client('A').phone, 'partial');
    expect(await right(doubtful, 'A-credit')).toMatchObject({ callerNumberClass: 'UNREGISTERED' });
    const number = new TestCall(bank, client('A').phone, 'unknown');
    expect(await number.clientNumber(client('A').clientNumber)).toMatchObject({ outcome: 'refused' });
    const other = new TestCall(bank, client('B').phone, 'unknown');
    await right(other, 'A-credit');
    expect(await reasonOf(other)).toBe('other_number');
    expect(await right(new TestCall(bank, client('A').phone, 'full'), 'A-credit')).toMatchObject({
      callerNumberClass: 'OWN',
    });
  }, 60_000);

  it('D2, D12: the client number can be kept from who has a card, and from a number changed lately', async () => {
    await start({ CLIENT_NUMBER_ONLY_WITHOUT_ACTIVE_CARD: 'on', CLIENT_NUMBER_QUARANTINE_DAYS: '7' });
    const withCard = new TestCall(bank, client('A').phone);
    await withCard.clientNumber(client('A').clientNumber);
    expect(await reasonOf(withCard)).toBe('client_number_has_card');
    const C = client('C');
    expect(await new TestCall(bank, C.phone).clientNumber(C.clientNumber)).toMatchObject({ outcome: 'verified' });
    const phones = [C.phone, '+355690000033'];
    const facts = { type: 'individual', status: 'active', birthDate: '1959-03-03' } as const;
    await bank.ask(ImportClients, { records: [{ sourceId: 'C', clientNumber: C.clientNumber, phones, ...facts }] });
    expect(await new TestCall(bank, C.phone).clientNumber(C.clientNumber)).toMatchObject({ outcome: 'verified' });
    const changed = new TestCall(bank, phones[1]!);
    expect(await changed.clientNumber(C.clientNumber)).toMatchObject({ outcome: 'refused' });
    expect(await reasonOf(changed)).toBe('client_number_quarantine');
    await bank.sql("UPDATE auth.client_phones SET changed_at = changed_at - interval '7 days'");
    expect(await new TestCall(bank, phones[1]!).clientNumber(C.clientNumber)).toMatchObject({ outcome: 'verified' });
  }, 60_000);

  it('4.4: items the bank took from a cell are in no grant, and an emptied cell refuses', async () => {
    const matrix = { OWN: { client_number: ['A2'] }, UNREGISTERED: { debit_card: [] } };
    await start({ VERIFICATION_MATRIX: JSON.stringify(matrix) });
    const reply = await new TestCall(bank, client('A').phone).clientNumber(client('A').clientNumber);
    expect(claimsOf(reply).items).toEqual(['A2']);
    const emptied = new TestCall(bank, NOBODYS_PHONE);
    expect(await right(emptied, 'A-debit')).toMatchObject({ outcome: 'refused' });
    expect(await reasonOf(emptied)).toBe('matrix_cell_empty');
  }, 60_000);

  it('4.5: a lock of 0 hours lasts until staff release it', async () => {
    await start({ PIN_LOCK_HOURS: '0', PIN_MAX_FAILURES: '1' });
    await new TestCall(bank, client('A').phone).card(card('A-credit'), '0000');
    const [tries] = await bank.sql('SELECT locked_until::text FROM auth.card_tries WHERE card_id = $1', [
      card('A-credit').id,
    ]);
    expect(tries).toEqual({ locked_until: 'infinity' });
  }, 60_000);
});

describe('requirements 4.1: the look-up of a caller number', () => {
  it('says registered or not, and never whose; P17 in every national writing', async () => {
    await start();
    const look = (presentedNumber: string) =>
      bank.ask(LookUpCallerNumber, { callId: '6f0d5c1e-6a1b-4d0e-9a53-0b9a2f3f6f10', presentedNumber });
    for (const presented of ['+355690000001', '00355690000001', '0690000001', '355690000001']) {
      expect(await look(presented)).toEqual({ standing: 'REGISTERED', callerNumber: '+355690000001' });
    }
    expect(await look(NOBODYS_PHONE)).toEqual({ standing: 'UNREGISTERED', callerNumber: NOBODYS_PHONE });
    for (const hidden of ['', 'anonymous', '+266696687', "' OR 1=1"])
      expect(await look(hidden)).toEqual({ standing: 'HIDDEN' });
  }, 60_000);
});

describe('what start refuses and writes down', () => {
  it('S4: the kind of PIN and who accepted it stand in the audit trail, once, which nobody can change', async () => {
    await start();
    await bank.restartService('auth');
    const entries = await bank.sql("SELECT subject, made_by FROM auth.audit_entries WHERE event = 'pin_kind_stated'");
    expect(entries).toEqual([{ subject: 'card', made_by: 'the tests of this repository' }]);
    const { Client } = await import('pg');
    const role = new Client({ connectionString: bank.databaseUrl('auth') });
    await role.connect();
    try {
      for (const change of ['UPDATE auth.audit_entries SET made_by = $$me$$', 'DELETE FROM auth.audit_entries']) {
        await expect(role.query(change)).rejects.toMatchObject({ code: '42501' });
      }
    } finally {
      await role.end();
    }
  }, 60_000);

  it('S3: a pepper that stored PINs still need is missing: start is refused, with its name', async () => {
    await start();
    await bank.sql('UPDATE auth.pin_verifiers SET pepper_version = 7');
    await bank.stopService('auth');
    await expect(bank.startService('auth')).rejects.toThrow(ConfigurationError);
    await expect(bank.startService('auth')).rejects.toThrow('pin-pepper-7.key');
  }, 60_000);

  it('S3: a key is missing: start is refused before anything is connected', async () => {
    await start();
    const folder = mkdtempSync(join(tmpdir(), 'auth-secrets-'));
    cpSync(bank.secretsDir('auth'), folder, { recursive: true });
    rmSync(join(folder, 'pan.key'), { force: true });
    const settings = AuthSettings.parse({ ...bank.environmentOf('auth'), SECRETS_DIR: folder });
    await expect(startAuth(settings, bank.logs.loggerOf('auth'))).rejects.toThrow('pan.key');
    rmSync(folder, { recursive: true });
  }, 60_000);
});
