import { describe, expect, it } from '@jest/globals';
import { attemptsLeft, closedBecause, type ThrottleFacts } from './throttles.js';
import { FULL_MATRIX } from './verification-matrix.js';
import type { VerificationPolicy } from './verification-policy.js';

const policy: VerificationPolicy = {
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
};
const quiet: ThrottleFacts = {
  callOver: false,
  failuresInCall: 0,
  numberBlocked: false,
  failuresOfNumber: 0,
  otherCardsOfNumber: 0,
  fromUnregistered: false,
  unregisteredSuspended: false,
  failuresOfUnregistered: 0,
};

describe('requirements 4.5: throttles, on and beside each limit', () => {
  it.each([
    [{}, undefined],
    [{ callOver: true }, 'call_over'],
    [{ failuresInCall: 2 }, undefined],
    [{ failuresInCall: 3 }, 'call_closed'],
    [{ numberBlocked: true }, 'number_blocked'],
    [{ failuresOfNumber: 5 }, undefined],
    [{ failuresOfNumber: 6 }, 'number_blocked'],
    [{ otherCardsOfNumber: 3 }, undefined],
    [{ otherCardsOfNumber: 4 }, 'too_many_cards'],
    [{ fromUnregistered: true, failuresOfUnregistered: 60 }, undefined],
    [{ fromUnregistered: true, failuresOfUnregistered: 61 }, 'unregistered_suspended'],
    [{ fromUnregistered: true, unregisteredSuspended: true }, 'unregistered_suspended'],
    [{ fromUnregistered: false, unregisteredSuspended: true, failuresOfUnregistered: 1_000 }, undefined],
  ] as const)('%j closes: %s', (facts, expected) => {
    expect(closedBecause({ ...quiet, ...facts }, 'card', policy)).toBe(expected);
  });

  it('counts cards for cards alone', () => {
    expect(closedBecause({ ...quiet, otherCardsOfNumber: 4 }, 'clientNumber', policy)).toBeUndefined();
  });

  it.each([
    [{ inCall: 1, ofNumber: 1 }, 2],
    [{ inCall: 2, ofNumber: 2 }, 1],
    [{ inCall: 3, ofNumber: 3 }, 0],
    [{ inCall: 1, ofNumber: 5 }, 1],
    [{ inCall: 1, ofNumber: 6 }, 0],
    [{ inCall: 4, ofNumber: 9 }, 0],
  ])('after %j the call has %d left', (failures, left) => {
    expect(attemptsLeft(failures, policy)).toBe(left);
  });
});
