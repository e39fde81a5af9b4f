import type { BankFile } from '../../import-demo/read-bank-file.js';

/** An invented client: who calls, and what is keyed in. */
export interface Client {
  readonly phone: string;
  readonly clientNumber: string;
  readonly pan: string;
  readonly pin: string;
}

/** So many clients, each with a number, an account in euro and a credit card of their own. */
export function someClients(count: number): Client[] {
  return Array.from({ length: count }, (_, index) => ({
    phone: `+35568${String(7_000_000 + index)}`,
    clientNumber: String(500_000_000 + index),
    pan: withCheckDigit(`51000000${String(index).padStart(7, '0')}`),
    pin: String((index * 37 + 4_826) % 10_000).padStart(4, '0'),
  }));
}

/** A bank with these clients and no others. */
export function bankOf(clients: readonly Client[]): BankFile {
  const key = (index: number) => `client-${index}`;
  return {
    about: 'Clients for faults and abuse, all invented.',
    bank: { name: 'Banka Demo', timezone: 'Europe/Tirane', country: 'AL' },
    clients: clients.map(({ phone, clientNumber }, index) => ({
      key: key(index),
      clientNumber,
      type: 'individual',
      status: 'active',
      name: `Klienti ${index}`,
      birth: { yearsAgo: 40 },
      phones: [phone],
      email: `client-${index}@example.com`,
      emailUndeliverable: false,
      statementPassword: 'kitara me gjashte tela',
    })),
    accounts: clients.map(({ clientNumber }, index) => ({
      key: `account-${index}`,
      number: `${clientNumber}-001`,
      holders: [key(index)],
      type: 'current',
      currency: 'EUR',
      opened: { yearsAgo: 3 },
      balance: `${1_000 + index}.00`,
      available: `${1_000 + index}.00`,
      transactions: [{ daysAgo: 3, amount: `${1_000 + index}.00`, description: 'Page' }],
    })),
    cards: clients.map(({ pan, pin }, index) => ({
      key: `card-${index}`,
      pan,
      pin,
      kind: 'credit',
      owner: key(index),
      status: 'active',
      expiresInMonths: 20,
      currency: 'EUR',
      credit: {
        limit: `${2_000 + index}.00`,
        available: `${1_500 + index}.00`,
        statementBalance: '500.00',
        statementPaid: '0.00',
        minimumPayment: '50.00',
        lastCutDaysAgo: 11,
        dueInDays: 14,
      },
      transactions: [],
    })),
  };
}

/** ISO/IEC 7812: the digit that makes the number of a card whole. */
export function withCheckDigit(digits: string): string {
  const doubled = Array.from(digits, Number)
    .reverse()
    .map((digit, index) => (index % 2 === 0 ? digit * 2 : digit));
  const sum = doubled.reduce((total, digit) => total + (digit > 9 ? digit - 9 : digit), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
