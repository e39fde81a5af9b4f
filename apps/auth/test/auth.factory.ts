import type { CardCredentialRecord, ClientRecord } from '#libs/contracts';
import { randomInt, randomUUID } from 'node:crypto';

/** A valid adult client with one number; a test says what differs. */
export function aClientRecord(difference: Partial<ClientRecord> = {}): ClientRecord {
  return {
    sourceId: randomUUID(),
    clientNumber: randomInt(200_000_000, 999_999_999).toString(),
    type: 'individual',
    status: 'active',
    birthDate: '1990-05-17',
    phones: [aPhone()],
    ...difference,
  };
}

/** A number nobody else has. */
export function aPhone(): string {
  return `+35567${randomInt(1_000_000, 9_999_999).toString()}`;
}

/** A card number with a valid check digit, of no real issuer. */
export function aPan(): string {
  const digits = Array.from({ length: 15 }, (_, index) => (index === 0 ? 9 : randomInt(10)));
  const sum = digits.reduce((total, digit, index) => {
    const weighted = index % 2 === 0 ? digit * 2 : digit;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return [...digits, (10 - (sum % 10)) % 10].join('');
}

/** A valid active credit card as the feed sends it; the seals are the test's affair. */
export function aCardRecord(
  difference: Partial<CardCredentialRecord> & Pick<CardCredentialRecord, 'sealedPan' | 'sealedPin' | 'ownerSourceId'>,
): CardCredentialRecord {
  return {
    sourceId: randomUUID(),
    kind: 'credit',
    status: 'active',
    supplementary: false,
    activeFrom: null,
    expiryMonth: '2099-12',
    pinVersion: 1,
    ...difference,
  };
}
