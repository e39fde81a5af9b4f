import { describe, expect, it } from '@jest/globals';
import { AccountRecord, CardCredentialRecord, CardRecord, CardTransactionRecord, ClientRecord } from '#libs/contracts';
import { readBankFile } from './read-bank-file.js';
import { toRecords } from './to-records.js';

const bank = readBankFile();
const seal = (kind: string, secret: string) => Buffer.from(`${kind}:${secret}`).toString('base64');
/** Half past midnight in Tirana, still the day before in London. */
const NOW = new Date('2026-11-21T23:30:00Z');
const records = toRecords(bank, NOW, seal);
const find = <Item extends { sourceId: string }>(items: readonly Item[], sourceId: string) =>
  items.find((item) => item.sourceId === sourceId);

describe('the invented bank as its core would describe it', () => {
  it('fits the contracts any bank’s data must fit', () => {
    records.clients.forEach((record) => ClientRecord.parse(record));
    records.accounts.forEach((record) => AccountRecord.parse(record));
    records.cards.forEach((record) => CardRecord.parse(record));
    records.cardTransactions.forEach((record) => CardTransactionRecord.parse(record));
    records.cardCredentials.forEach((record) => CardCredentialRecord.parse(record));
    expect(records.clients).toHaveLength(10);
    expect(records.cards).toHaveLength(14);
  });

  it('counts days from the day in bank time', () => {
    expect(find(records.cards, 'A-credit')?.credit).toEqual({
      currency: 'ALL',
      approvedLimitMinor: '15000000',
      availableLimitMinor: '9623450',
      statementBalanceMinor: '4876550',
      statementPaidMinor: '1000000',
      minimumPaymentMinor: '487655',
      lastCutDate: '2026-11-11',
      dueDate: '2026-12-06',
    });
    expect(find(records.cardTransactions, 'A-credit/3')).toMatchObject({ date: '2026-11-18', state: 'posted' });
    expect(find(records.cardTransactions, 'A-credit/4')).toMatchObject({ date: '2026-11-21', state: 'pending' });
  });

  it('R5: lets I be exactly 18 today and D still 17', () => {
    expect(find(records.clients, 'I')?.birthDate).toBe('2008-11-22');
    expect(find(records.clients, 'D')?.birthDate).toBe('2009-11-22');
    expect(find(records.clients, 'F')?.birthDate).toBeNull();
  });

  it('counts the months of expiry from this month, on its last day too', () => {
    const onThe31st = toRecords(bank, new Date('2027-01-31T12:00:00Z'), seal);
    expect(find(onThe31st.cards, 'G-credit-2')?.expiryMonth).toBe('2027-04');
    expect(find(onThe31st.cards, 'I-expired')?.expiryMonth).toBe('2026-12');
    expect(find(records.cards, 'I-expired')?.expiryMonth).toBe('2026-10');
  });

  it('D23: marks the supplementary card and gives it no terms', () => {
    const card = find(records.cards, 'G-supplementary');
    expect(card).toMatchObject({ ownerSourceId: 'G', supplementary: true, credit: null });
    expect(records.cards.filter((record) => record.supplementary)).toEqual([card]);
  });

  it('SC39: keeps amounts exact, below zero too', () => {
    expect(find(records.accounts, 'A-ALL')).toMatchObject({
      bookedBalanceMinor: '120000',
      availableBalanceMinor: '-15050',
    });
    expect(find(records.accounts, 'F-ALL')?.availableBalanceMinor).toBe('987654321');
  });

  it('S6: tells card numbers, PINs and statement passwords in sealed form only', () => {
    const credential = find(records.cardCredentials, 'A-credit');
    expect(credential).toMatchObject({
      sealedPan: seal('pan', '4111111111111111'),
      sealedPin: seal('pin', '4826'),
      pinVersion: 1,
    });
    expect(find(records.recipients, 'A')).toEqual({
      sourceId: 'A',
      name: 'Klienti A',
      email: 'client.a@example.com',
      emailUndeliverable: false,
      sealedStatementPassword: seal('statementPassword', 'Dallëndyshe-24-Mal'),
    });
    expect(find(records.recipients, 'J')?.sealedStatementPassword).toBeNull();
    const text = JSON.stringify(records);
    bank.cards.forEach(({ pan }) => expect(text).not.toContain(pan));
  });
});
