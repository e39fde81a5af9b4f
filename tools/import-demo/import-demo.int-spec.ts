import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyFolder } from '#libs/config';
import { ListBalances, VerifyCredential } from '#libs/contracts';
import { boxKeyPair, Sealer } from '#libs/sealing';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCards, demoClients, startBank, type TestBank } from '../../test/harness/index.js';
import { importDemo } from './main.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['auth', 'accounts', 'cards', 'notifications'], data: 'empty' });
  await bank.importDemo();
}, 60_000);
afterAll(() => bank.stop());

const key = (card: string, pin: string) => {
  const keys = new KeyFolder(bank.secretsDir('gateway'));
  const auth = { keyId: 'seal-1', publicKey: keys.publicKey('seal-1.pub') };
  const sealer = new Sealer(auth, boxKeyPair(keys.secret('seal-sender.key')).secretKey);
  const callId = randomUUID();
  const seal = (kind: 'pan' | 'pin', secret: string) => sealer.seal(secret, { kind, callId, step: 1, now: new Date() });
  return bank.ask(VerifyCredential, {
    commandId: randomUUID(),
    callId,
    presentedNumber: demoClients['A']!.phone,
    attestation: 'full',
    credential: { kind: 'card', sealedPan: seal('pan', demoCards[card]!.pan), sealedPin: seal('pin', pin) },
  });
};
/** Every row of every table but those that hold the moment of the import, with the version PostgreSQL gives a row. */
const TABLES = [
  ['auth.clients', 'auth.client_phones', 'auth.cards', 'auth.pin_verifiers', 'auth.card_tries'],
  ['cards.cards', 'cards.card_transactions', 'accounts.accounts', 'accounts.account_transactions'],
  ['notifications.recipients'],
].flat();
const versions = async () =>
  Promise.all(
    TABLES.map(async (table) => [
      table,
      await bank.sql(`SELECT xmin::text, t::text AS row FROM ${table} t ORDER BY 2`),
    ]),
  );

describe('the invented bank, loaded', () => {
  it('lets A be verified with the card and PIN of its file, and hear the balances', async () => {
    const reply = await key('A-credit', demoCards['A-credit']!.pin);
    expect(reply).toMatchObject({ outcome: 'verified', level: 'credit_card', clientNumber: '100000001' });
    const proof = await bank.grants.for(demoClients['A']!);
    expect((await bank.ask(ListBalances, proof)).accounts).toHaveLength(3);
  });

  it('and loaded again, changes no row and no counter', async () => {
    expect(await key('A-debit', '0000')).toMatchObject({ outcome: 'refused' });
    const before = await versions();
    expect(JSON.stringify(before)).toContain(demoCards['A-debit']!.id);
    await bank.importDemo();
    expect(await versions()).toEqual(before);
  });

  it('keeps no card number and no log of one', async () => {
    const everything = JSON.stringify(await versions()) + bank.logs.text();
    for (const { pan } of Object.values(demoCards)) expect(everything).not.toContain(pan);
  });

  it('names what a service refuses, and does not confirm data that are not complete', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bank-file-'));
    const bankFile = join(folder, 'bank.json');
    const text = readFileSync(new URL('../../demo/bank.json', import.meta.url), 'utf8');
    writeFileSync(bankFile, text.replace('"number": "100000001-001"', '"number": "AAAA-1"'));
    const confirmed = () => bank.sql('SELECT as_of FROM accounts.data_as_of');
    const before = await confirmed();
    const options = { bus: bank.accessOf('importer'), secretsDir: bank.secretsDir('importer'), bankFile };
    await expect(importDemo(options)).rejects.toThrow('A-ALL: number: has fewer than four digits');
    expect(await confirmed()).toEqual(before);
    rmSync(folder, { recursive: true });
  });

  it('says which service does not answer', async () => {
    await bank.stopService('cards');
    await expect(bank.importDemo()).rejects.toMatchObject({ name: 'ServiceUnavailable', why: 'nobody-listens' });
  });
});
