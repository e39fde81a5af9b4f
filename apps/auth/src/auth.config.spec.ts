import { ConfigurationError, readSettings } from '#libs/config';
import { describe, expect, it } from '@jest/globals';
import { AuthSettings, policyOf } from './auth.config.js';
import { FULL_MATRIX } from './domain/verification-matrix.js';

const environment = {
  NATS_URL: 'nats://127.0.0.1',
  DATABASE_URL: 'postgres://auth@127.0.0.1/bank',
  SECRETS_DIR: '/secrets',
  PIN_CARD_PIN_ACCEPTED_BY: 'Drejtoria e Rrezikut',
};
const read = (difference: Record<string, string | undefined> = {}) =>
  readSettings(AuthSettings, { ...environment, ...difference });

describe('settings of auth', () => {
  it('are those of requirements 13 where the bank says nothing', () => {
    expect(policyOf(read())).toEqual({
      maxFailuresInCall: 3,
      maxFailuresOfNumber: 6,
      maxCardsOfNumber: 4,
      maxFailuresOfUnregistered: 60,
      pin: { maxFailures: 3, maxFailuresTotal: 10, lockHours: 24 },
      withheldNumber: 'refuse',
      clientNumber: { onlyWithoutActiveCard: false, quarantineDays: 0 },
      matrix: FULL_MATRIX,
      adultAge: 18,
      grantMinutes: 20,
      timezone: 'Europe/Tirane',
    });
  });

  it.each([
    ['S11', 'PIN_MAX_FAILURES', '0'],
    ['S11', 'PIN_MAX_FAILURES', '6'],
    ['S11', 'PIN_MAX_FAILURES', '2.5'],
    ['S11', 'PIN_MAX_FAILURES', 'many'],
    ['S11', 'PIN_MAX_FAILURES_TOTAL', '11'],
    ['S11', 'PIN_MAX_FAILURES_TOTAL', '2'],
    ['S11', 'PIN_LOCK_HOURS', '-1'],
    ['S2', 'PIN_BCRYPT_COST', '9'],
    ['S2', 'PIN_BCRYPT_COST', '15'],
    ['S14', 'VERIFY_GLOBAL_MAX_FAILURES', '0'],
    ['4.5', 'VERIFY_MAX_PER_CALL', '1000'],
    ['4.5', 'CALLER_NUMBER_MAX_FAILURES', '1000'],
    ['4.5', 'CALLER_NUMBER_MAX_CARDS', '1000'],
    ['D11', 'WITHHELD_NUMBER', 'allow'],
    ['D12', 'CALLER_NUMBER_TRUST', 'blind'],
    ['D30', 'PIN_KIND', 'none'],
    ['D25', 'ADULT_AGE', '3'],
    ['S18', 'CALL_MAX_MINUTES', '1440'],
    ['P17', 'BANK_COUNTRY', 'ALBANIA'],
    ['P18', 'BANK_TIMEZONE', 'Tirana'],
    ['4.4', 'VERIFICATION_MATRIX', '{"OTHER":{"credit_card":["C1"]}}'],
    ['4.4', 'VERIFICATION_MATRIX', '{"UNREGISTERED":{"debit_card":["A1","C1"]}}'],
    ['4.4', 'VERIFICATION_MATRIX', '{"OWN":{"credit_card":["everything"]}}'],
    ['4.4', 'VERIFICATION_MATRIX', '{"ANY":{}}'],
    ['4.4', 'VERIFICATION_MATRIX', 'all'],
  ])('%s: %s=%s is refused, by name', (_, name, value) => {
    expect(() => read({ [name]: value })).toThrow(ConfigurationError);
    expect(() => read({ [name]: value })).toThrow(name);
  });

  it('S4: a card’s own PIN needs somebody who accepted the risk, by name', () => {
    expect(() => read({ PIN_CARD_PIN_ACCEPTED_BY: undefined })).toThrow('PIN_CARD_PIN_ACCEPTED_BY');
    expect(() => read({ PIN_CARD_PIN_ACCEPTED_BY: '   ' })).toThrow('PIN_CARD_PIN_ACCEPTED_BY');
    expect(read({ PIN_CARD_PIN_ACCEPTED_BY: undefined, PIN_KIND: 'telephone' }).PIN_KIND).toBe('telephone');
  });

  it('tells all problems at once', () => {
    expect(() => read({ PIN_MAX_FAILURES: '9', ADULT_AGE: '1', NATS_URL: undefined })).toThrow(
      /NATS_URL[^]*PIN_MAX_FAILURES[^]*ADULT_AGE/,
    );
  });

  it('4.4: a setting takes items away', () => {
    const matrix = read({ VERIFICATION_MATRIX: '{"OWN":{"client_number":["A2"]}}' }).VERIFICATION_MATRIX;
    expect(matrix.OWN.client_number.items).toEqual(['A2']);
    expect(matrix.OWN.debit_card).toEqual(FULL_MATRIX.OWN.debit_card);
  });
});
