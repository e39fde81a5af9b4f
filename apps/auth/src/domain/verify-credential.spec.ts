import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Found } from './credential.js';
import { PinNotCompared } from './pin-verifier.js';
import { FULL_MATRIX } from './verification-matrix.js';
import type { Attempt, Books, CountedTry, Look, VerificationRecords } from './verification-records.js';
import { verifyCredential } from './verify-credential.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const policy = {
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
} as const;
const found: Found = {
  client: { id: 'A', clientNumber: '100000001', type: 'individual', status: 'active', birthDate: '1990-01-01' },
  card: {
    id: 'card',
    lastFour: '1111',
    kind: 'credit',
    status: 'active',
    supplementary: false,
    activeFrom: null,
    expiryMonth: '2030-01',
    lockedForPhone: false,
  },
  clientsCards: [],
  numberInQuarantine: false,
};
const attempt: Attempt = {
  commandId: 'command',
  callId: 'call',
  caller: { number: '+355690000001', vouchedFor: true },
  credential: { kind: 'card', panToken: Buffer.alloc(32), enteredPin: '4826' },
  turn: { priority: 'other', notAfter: Infinity },
  sealMarks: [],
};
const quiet: Look = {
  earlier: undefined,
  verifiedClientId: undefined,
  clientsOfNumber: ['A'],
  throttles: {
    callOver: false,
    failuresInCall: 0,
    numberBlocked: false,
    failuresOfNumber: 0,
    otherCardsOfNumber: 0,
    fromUnregistered: false,
    unregisteredSuspended: false,
    failuresOfUnregistered: 0,
  },
  found,
  today: '2026-11-22',
};

/** Ports that write down what is asked of them, in order; a test says what differs. */
function bank({ look = {}, rightPin = true, held = 'held', counted = true, fails }: Partial<BankState> = {}) {
  const log: string[] = [];
  const raised: unknown[] = [];
  const books: Books = {
    look: async () => ({ ...quiet, ...look }),
    countTry: async (): Promise<CountedTry | undefined> => {
      log.push('countTry');
      return counted ? { total: 5, series: 1, locked: 'forHours' } : undefined;
    },
    openAttempt: async () => void log.push('openAttempt'),
    recordClosed: async (reason) => void log.push(`closed ${reason}`),
    giveBack: async (taken) => void log.push(`giveBack ${taken?.cardId ?? 'nothing'}`),
    clearTries: async () => void log.push('clearTries'),
    holdCall: async () => held,
    failures: async () => ({ inCall: 1, ofNumber: 1 }),
    settle: async (state, _verdict, reason) => void log.push(`${state} ${reason ?? ''}`.trim()),
    blockNumber: async () => (log.push('blockNumber'), true),
    suspendUnregistered: async () => (log.push('suspendUnregistered'), true),
    now: () => NOW,
    raise: (alert) => void raised.push(alert),
  };
  const inTransaction: VerificationRecords['judging'] = async (_, work) => {
    log.push('BEGIN');
    const result = await work(books);
    log.push('COMMIT');
    return result;
  };
  const pins = {
    compare: async () => (log.push('compare'), fails ? Promise.reject(fails) : rightPin),
    pretend: async () => void log.push('pretend'),
  };
  return { log, raised, ports: { records: { judging: inTransaction, settling: inTransaction }, pins, policy } };
}
interface BankState {
  look: Partial<Look>;
  rightPin: boolean;
  held: 'held' | 'over' | 'otherClient';
  counted: boolean;
  fails: Error;
}

describe('requirements 4.3: the one function that decides', () => {
  it('S10: commits the count before it compares, and clears it after a right PIN', async () => {
    const { log, ports } = bank();
    expect(await verifyCredential(attempt, ports)).toMatchObject({ outcome: 'verified', callerNumberClass: 'OWN' });
    expect(log.join(', ')).toBe('BEGIN, countTry, openAttempt, COMMIT, compare, BEGIN, clearTries, succeeded, COMMIT');
  });

  it('S18: a grant lasts call.maxMinutes by the database’s clock', async () => {
    const { ports } = bank();
    expect(await verifyCredential(attempt, ports)).toMatchObject({
      opening: { issuedAt: NOW, expiresAt: new Date('2026-11-22T12:20:00Z'), items: FULL_MATRIX.OWN.credit_card.items },
    });
  });

  it('R19: from an unregistered number a credit card opens itself alone', async () => {
    const { ports } = bank({ look: { clientsOfNumber: [] } });
    const verdict = await verifyCredential(attempt, ports);
    expect(verdict).toMatchObject({ opening: { onlyCardId: 'card' }, callerNumberClass: 'UNREGISTERED' });
  });

  it.each<[string, Partial<BankState>, string]>([
    ['a wrong PIN', { rightPin: false }, 'countTry, openAttempt, COMMIT, compare, BEGIN, failed wrong_pin'],
    ['an unknown card', { look: { found: undefined } }, 'openAttempt, COMMIT, pretend, BEGIN, failed other_number'],
    [
      'somebody else’s number',
      { look: { clientsOfNumber: ['B'] } },
      'openAttempt, COMMIT, pretend, BEGIN, failed other_number',
    ],
    [
      'another client’s call',
      { look: { verifiedClientId: 'B' } },
      'openAttempt, COMMIT, pretend, BEGIN, failed other_client',
    ],
    [
      'a try somebody else just used up',
      { counted: false },
      'countTry, openAttempt, COMMIT, pretend, BEGIN, failed locked',
    ],
    [
      'a call that became another’s meanwhile',
      { held: 'otherClient' },
      'countTry, openAttempt, COMMIT, compare, BEGIN, clearTries, failed other_client',
    ],
  ])('S13: %s costs one computation and gives the same answer', async (what, state, steps) => {
    const { log, ports } = bank(state);
    expect(await verifyCredential(attempt, ports)).toEqual({ outcome: 'refused', attemptsLeft: 2 });
    const expected = what === 'an unknown card' ? steps.replace('other_number', 'unknown_card') : steps;
    expect(log.join(', ')).toBe(`BEGIN, ${expected}, COMMIT`);
  });

  it.each<[string, Partial<Look>, string]>([
    ['a call that is over', { throttles: { ...quiet.throttles, callOver: true } }, 'closed call_over'],
    ['too many failures', { throttles: { ...quiet.throttles, failuresInCall: 3 } }, 'closed call_closed'],
    [
      'a fifth card',
      { throttles: { ...quiet.throttles, otherCardsOfNumber: 4 } },
      'closed too_many_cards, blockNumber',
    ],
    [
      'a flood from unregistered numbers',
      { throttles: { ...quiet.throttles, fromUnregistered: true, failuresOfUnregistered: 61 } },
      'closed unregistered_suspended, suspendUnregistered',
    ],
  ])('S14: %s is closed before any hash', async (_, look, steps) => {
    const { log, ports } = bank({ look });
    expect(await verifyCredential(attempt, ports)).toEqual({ outcome: 'closed' });
    expect(log.join(', ')).toBe(`BEGIN, ${steps}, COMMIT`);
  });

  it('SC13: a withheld number is asked for nothing, and so is answered nothing', async () => {
    const { log, ports } = bank();
    const hidden = { ...attempt, caller: { number: undefined, vouchedFor: true } };
    expect(await verifyCredential(hidden, ports)).toEqual({ outcome: 'closed' });
    expect(log).toContain('closed hidden_number');
    expect(log).not.toContain('compare');
  });

  it('S15: gives back a try that was certainly not compared, and only that', async () => {
    const notCompared = bank({ fails: new PinNotCompared('full') });
    await expect(verifyCredential(attempt, notCompared.ports)).rejects.toThrow(PinNotCompared);
    expect(notCompared.log).toContain('giveBack card');
    const unknown = bank({ fails: new Error('the line broke') });
    await expect(verifyCredential(attempt, unknown.ports)).rejects.toThrow('the line broke');
    expect(unknown.log.join()).not.toContain('giveBack');
  });

  it.each(['minor', 'ineligible'] as const)(
    'R6: a right PIN of a %s client clears the counter, and says so',
    async (outcome) => {
      const birthDate = outcome === 'minor' ? '2010-01-01' : null;
      const { log, ports } = bank({ look: { found: { ...found, client: { ...found.client, birthDate } } } });
      expect(await verifyCredential(attempt, ports)).toEqual({ outcome });
      expect(log).toContain('clearTries');
    },
  );

  it('answers a repeated command as before, but opens nothing once the call is over', async () => {
    const verified = await verifyCredential(attempt, bank().ports);
    if (verified === 'underWay') throw new Error('not decided');
    const again = bank({ look: { earlier: verified } });
    expect(await verifyCredential(attempt, again.ports)).toBe(verified);
    expect(again.log).toEqual(['BEGIN', 'COMMIT']);
    const over = bank({ look: { earlier: verified, throttles: { ...quiet.throttles, callOver: true } } });
    expect(await verifyCredential(attempt, over.ports)).toEqual({ outcome: 'closed' });
  });

  it('tells of a lock, and when five tries of the total remain', async () => {
    const { raised, ports } = bank({ rightPin: false });
    await verifyCredential(attempt, ports);
    expect(raised).toEqual([
      { alert: 'card_locked', cardId: 'card', until: 'forHours' },
      { alert: 'card_five_tries_left', cardId: 'card' },
    ]);
  });
});

describe('S9: there is no second path', () => {
  it('nothing but the one function compares a PIN, and nothing but the service calls it', () => {
    expect(filesThat(/\bpins\.(compare|pretend)\(/)).toEqual(['domain/verify-credential.ts']);
    expect(filesThat(/\bverifyCredential\(attempt/)).toEqual([
      'domain/verify-credential.ts',
      'verification.service.ts',
    ]);
    expect(filesThat(/\.matches\(/)).toEqual(['pin/bcrypt-pin-verifier.ts']);
    expect(filesThat(/from 'bcrypt'/)).toEqual(['pin/pin-hasher.ts']);
  });
});

function filesThat(contain: RegExp): string[] {
  const folder = join(import.meta.dirname, '..');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/spec\.ts$/.test(name))
    .filter((name) => contain.test(readFileSync(join(folder, name), 'utf8')))
    .sort();
}
