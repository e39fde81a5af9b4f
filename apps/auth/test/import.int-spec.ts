import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CardCredentialRecord,
  type ClientRecord,
  ImportCardCredentials,
  ImportClients,
  type ImportReply,
} from '#libs/contracts';
import { idOf } from '#libs/identity';
import { createHash, randomUUID } from 'node:crypto';
import { eventually } from '../../../test/harness/eventually.js';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { aCardRecord, aClientRecord, aPan, aPhone } from './auth.factory.js';
import { sealerOf, TestCall, wrongPin } from './test-call.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['auth'], data: 'empty' });
}, 120_000);
afterAll(() => bank.stop());

interface Card {
  pan: string;
  pin: string;
  record: CardCredentialRecord;
}

const importId = randomUUID();
const importClients = (...records: ClientRecord[]) => bank.ask(ImportClients, { records });
const importCards = (...cards: Card[]): Promise<ImportReply> =>
  bank.ask(ImportCardCredentials, { importId, records: cards.map(({ record }) => record) });
const call = (number: string) => new TestCall(bank, number);

/** A card of the feed, sealed now. */
function aCard(
  owner: ClientRecord,
  difference: Partial<CardCredentialRecord> & { pan?: string; pin?: string } = {},
): Card {
  const { pan = aPan(), pin = '4826', ...fields } = difference;
  const context = { callId: importId, step: 0, now: new Date() };
  const sealer = sealerOf(bank, 'importer');
  const sealedPan = sealer.seal(pan, { kind: 'pan', ...context });
  const sealedPin = sealer.seal(pin, { kind: 'pin', ...context });
  return { pan, pin, record: aCardRecord({ ownerSourceId: owner.sourceId, sealedPan, sealedPin, ...fields }) };
}
/** The same card as the feed sends it again. */
const again = (
  owner: ClientRecord,
  { pan, pin, record }: Card,
  difference: Partial<CardCredentialRecord> & { pin?: string } = {},
) => aCard(owner, { pan, pin, ...unsealed(record), ...difference });
function unsealed({ sealedPan: _pan, sealedPin: _pin, ...fields }: CardCredentialRecord) {
  return fields;
}
const verifierOf = async (card: Card) =>
  (await bank.sql('SELECT * FROM auth.pin_verifiers WHERE card_id = $1', [idOf('card', card.record.sourceId)]))[0];

describe('clients of the feed', () => {
  it('may come twice: the second time changes nothing', async () => {
    const client = aClientRecord({ phones: [aPhone(), aPhone()] });
    expect(await importClients(client)).toEqual({ stored: 1, refused: [] });
    const rows = () =>
      bank.sql(
        'SELECT c.*, p.* FROM auth.clients c JOIN auth.client_phones p ON p.client_id = c.id WHERE c.id = $1 ORDER BY number',
        [idOf('client', client.sourceId)],
      );
    const first = await rows();
    expect(first).toHaveLength(2);
    expect(await importClients(client)).toEqual({ stored: 1, refused: [] });
    expect(await rows()).toEqual(first);
  });

  it('change as the bank says: status, birth date, numbers added and taken away', async () => {
    const client = aClientRecord();
    const number = client.phones[0]!;
    await importClients(client);
    expect(await call(number).clientNumber(client.clientNumber)).toMatchObject({ outcome: 'verified' });
    const moved = { ...client, phones: [aPhone()] };
    await importClients(moved);
    expect(await call(number).clientNumber(client.clientNumber)).toMatchObject({ outcome: 'refused' });
    expect(await call(moved.phones[0]!).clientNumber(client.clientNumber)).toMatchObject({ outcome: 'verified' });
    await importClients({ ...moved, status: 'closed' });
    expect(await call(moved.phones[0]!).clientNumber(client.clientNumber)).toEqual({ outcome: 'ineligible' });
    await importClients({ ...moved, phones: [] });
    expect(await call(moved.phones[0]!).clientNumber(client.clientNumber)).toMatchObject({ outcome: 'refused' });
  });

  it('a bad one is named and refused, the rest is stored; of one source id the last record wins', async () => {
    const good = aClientRecord();
    const phone = aClientRecord({ phones: [aPhone(), '+3550690000001'] });
    expect(await importClients({ ...good, status: 'dormant' }, phone, good)).toEqual({
      stored: 1,
      refused: [{ sourceId: phone.sourceId, why: 'phones.1: no caller could have this number' }],
    });
    expect(await call(good.phones[0]!).clientNumber(good.clientNumber)).toMatchObject({ outcome: 'verified' });
  });

  it('two cannot have one client number, in one batch or in two', async () => {
    const first = aClientRecord();
    const second = aClientRecord({ clientNumber: first.clientNumber });
    const refused = [{ sourceId: second.sourceId, why: 'clientNumber: belongs to another client' }];
    expect(await importClients(first, second)).toEqual({ stored: 1, refused });
    expect(await importClients(second)).toEqual({ stored: 0, refused });
  });
});

describe('cards of the feed', () => {
  it('are stored as a token and a verifier, and open with their PIN', async () => {
    const client = aClientRecord();
    await importClients(client);
    const card = aCard(client);
    expect(await importCards(card)).toEqual({ stored: 1, refused: [] });
    expect(await call(client.phones[0]!).card(card, card.pin)).toMatchObject({
      outcome: 'verified',
      card: { cardId: idOf('card', card.record.sourceId), lastFour: card.pan.slice(-4), kind: 'credit' },
    });
  });

  it('may come twice: the verifier, the counters and the lock stay as they are', async () => {
    const client = aClientRecord();
    await importClients(client);
    const card = aCard(client);
    await importCards(card);
    for (let i = 0; i < 3; i++) await call(client.phones[0]!).card(card, wrongPin(card));
    const before = await verifierOf(card);
    expect(await importCards(again(client, card, { status: 'active' }))).toEqual({ stored: 1, refused: [] });
    expect(await verifierOf(card)).toEqual(before);
    expect(await call(client.phones[0]!).card(card, card.pin)).toMatchObject({ outcome: 'refused' });
    const [tries] = await bank.sql('SELECT consecutive, total FROM auth.card_tries WHERE card_id = $1', [
      idOf('card', card.record.sourceId),
    ]);
    expect(tries).toEqual({ consecutive: 3, total: 3 });
  });

  it('take a new PIN with a greater version, and none with an equal or smaller one', async () => {
    const client = aClientRecord();
    await importClients(client);
    const card = aCard(client);
    await importCards(card);
    await importCards(again(client, card, { pinVersion: 2, pin: '9031' }));
    expect(await call(client.phones[0]!).card(card, '9031')).toMatchObject({ outcome: 'verified' });
    await importCards(again(client, card, { pinVersion: 2, pin: '1111' }));
    await importCards(again(client, card, { pinVersion: 1, pin: '4826' }));
    expect(await call(client.phones[0]!).card(card, '9031')).toMatchObject({ outcome: 'verified' });
  });

  it('are blocked when the bank says so', async () => {
    const client = aClientRecord();
    await importClients(client);
    const card = aCard(client);
    await importCards(card);
    await importCards(again(client, card, { status: 'blocked' }));
    expect(await call(client.phones[0]!).card(card, card.pin)).toMatchObject({ outcome: 'refused' });
  });

  it('a bad one is named and refused without a digit, the rest is stored', async () => {
    const client = aClientRecord();
    await importClients(client);
    const good = aCard(client);
    const ofNobody = aCard(aClientRecord());
    const checkDigit = aCard(client, { pan: '9000000000000000' });
    const twin = aCard(client, { pan: good.pan });
    const short = aCard(client, { pin: '482' });
    const elsewhere = aCard(client);
    const sealer = sealerOf(bank, 'importer');
    elsewhere.record.sealedPan = sealer.seal(aPan(), { kind: 'pan', callId: randomUUID(), step: 0, now: new Date() });
    const old = aCard(client);
    const context = { kind: 'pin', callId: importId, step: 0, now: new Date(Date.now() - 31_000) } as const;
    old.record.sealedPin = sealer.seal('4826', context);
    const byGateway = aCard(client);
    byGateway.record.sealedPin = sealerOf(bank).seal('4826', { ...context, now: new Date() });
    await importCards(good);
    const reply = await importCards(ofNobody, checkDigit, twin, short, elsewhere, old, byGateway, aCard(client));
    expect(reply.stored).toBe(1);
    const whys = Object.fromEntries(reply.refused.map(({ sourceId, why }) => [sourceId, why]));
    expect(whys).toEqual({
      [ofNobody.record.sourceId]: 'ownerSourceId: no such client',
      [checkDigit.record.sourceId]: 'sealedPan: the check digit is wrong',
      [twin.record.sourceId]: 'sealedPan: this card number belongs to another card',
      [short.record.sourceId]: 'sealedPan, sealedPin: the seal was refused',
      [elsewhere.record.sourceId]: 'sealedPan, sealedPin: the seal was refused',
      [old.record.sourceId]: 'sealedPan, sealedPin: the seal was refused',
      [byGateway.record.sourceId]: 'sealedPan, sealedPin: the seal was refused',
    });
  });

  it('S6: a captured batch is not imported again under another import', async () => {
    const client = aClientRecord();
    await importClients(client);
    const card = aCard(client);
    await importCards(card);
    const reply = await bank.ask(ImportCardCredentials, { importId: randomUUID(), records: [card.record] });
    expect(reply).toMatchObject({ stored: 0, refused: [{ sourceId: card.record.sourceId }] });
  });

  it('fifty at once are stored within the asker’s time', async () => {
    const client = aClientRecord();
    await importClients(client);
    const cards = Array.from({ length: 50 }, () => aCard(client));
    expect(await importCards(...cards)).toEqual({ stored: 50, refused: [] });
  }, 40_000);
});

describe('S1 and S2: what is stored cannot be turned back', () => {
  it('no table, index or log holds a card number, its plain hash, or a PIN in readable form', async () => {
    const client = aClientRecord();
    await importClients(client);
    const card = aCard(client, { pin: '7042' });
    await importCards(card);
    const phone = client.phones[0]!;
    await call(phone).card(card, card.pin);
    await call(phone).card(card, wrongPin(card));
    await call(phone).card({ pan: aPan() }, card.pin);
    const dump = await everything();
    const sha256 = createHash('sha256').update(card.pan).digest();
    for (const trace of [
      card.pan,
      sha256.toString('hex'),
      sha256.toString('base64'),
      Buffer.from(card.pan).toString('hex'),
    ]) {
      expect(dump).not.toContain(trace);
    }
    expect(dump).not.toMatch(/(?<![0-9a-f.:-])7042(?![0-9a-f.:-])/);
    expect(bank.logs.text()).not.toContain(card.pan);
    expect(bank.logs.text()).not.toMatch(/\b7042\b/);
  });

  it('the same PIN on two cards gives different rows, and a row copied to another card opens nothing', async () => {
    const client = aClientRecord();
    await importClients(client);
    const [one, two] = [aCard(client), aCard(client)];
    await importCards(one, two);
    const [first, second] = [await verifierOf(one), await verifierOf(two)];
    expect(first?.['verifier']).not.toBe(second?.['verifier']);
    await bank.sql('UPDATE auth.pin_verifiers SET verifier = $2 WHERE card_id = $1', [
      idOf('card', two.record.sourceId),
      first?.['verifier'],
    ]);
    expect(await call(client.phones[0]!).card(two, two.pin)).toMatchObject({ outcome: 'refused' });
    expect(await call(client.phones[0]!).card(one, one.pin)).toMatchObject({ outcome: 'verified' });
  });

  it('a verifier of an older cost is renewed after a right PIN, and opens as before', async () => {
    const client = aClientRecord();
    await importClients(client);
    const card = aCard(client);
    await importCards(card);
    // As if today's cost were another than the one it was made with.
    await bank.sql('UPDATE auth.pin_verifiers SET cost = 9 WHERE card_id = $1', [idOf('card', card.record.sourceId)]);
    const before = await verifierOf(card);
    await call(client.phones[0]!).card(card, wrongPin(card));
    expect(await verifierOf(card)).toEqual(before);
    await call(client.phones[0]!).card(card, card.pin);
    await eventually(async () => (await verifierOf(card))?.['verifier'] !== before?.['verifier']);
    expect(await verifierOf(card)).toMatchObject({ cost: 10, pin_version: 1 });
    expect(await call(client.phones[0]!).card(card, card.pin)).toMatchObject({ outcome: 'verified' });
  });

  /** Every row of every table of auth, as text. */
  async function everything(): Promise<string> {
    const tables = await bank.sql<{ name: string }>(
      "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'auth'",
    );
    expect(tables.length).toBeGreaterThan(8);
    const rows = await Promise.all(
      tables.map(({ name }) => bank.sql<{ text: string }>(`SELECT t::text AS text FROM auth.${name} t`)),
    );
    return rows
      .flat()
      .map(({ text }) => text)
      .join('\n');
  }
});
