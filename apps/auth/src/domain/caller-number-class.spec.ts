import { describe, expect, it } from '@jest/globals';
import { classOfCallerNumber, isFromUnregistered, isVouchedFor } from './caller-number-class.js';

const NUMBER = '+355690000001';
const vouched = { number: NUMBER, vouchedFor: true };
const doubtful = { number: NUMBER, vouchedFor: false };
const withheld = { number: undefined, vouchedFor: true };

describe('requirements 4.1: the class of a caller number relative to a client', () => {
  it.each([
    ['nobody has it', vouched, [], 'A', 'UNREGISTERED'],
    ['it is the client’s', vouched, ['A'], 'A', 'OWN'],
    ['D10: it is the client’s and somebody else’s', vouched, ['E', 'A'], 'A', 'OWN'],
    ['it is somebody else’s', vouched, ['B'], 'A', 'OTHER'],
    ['it is somebody’s and the credential found nobody', vouched, ['B'], undefined, 'OTHER'],
    ['nobody has it and the credential found nobody', vouched, [], undefined, 'UNREGISTERED'],
    ['D12: it is the client’s and could be forged', doubtful, ['A'], 'A', 'UNREGISTERED'],
    ['D12: it is somebody else’s and could be forged', doubtful, ['B'], 'A', 'OTHER'],
    ['it is withheld', withheld, [], 'A', 'HIDDEN'],
  ] as const)('%s', (_, caller, clients, client, expected) => {
    expect(classOfCallerNumber(caller, clients, client, 'refuse')).toBe(expected);
  });

  it('D11: a withheld number counts as unregistered where the bank says so', () => {
    expect(classOfCallerNumber(withheld, [], 'A', 'as_unregistered')).toBe('UNREGISTERED');
  });

  it('D12: the network vouches for the number itself with full attestation only', () => {
    const attestations = ['full', 'partial', 'gateway', 'failed', 'unknown'] as const;
    expect(attestations.filter((attestation) => isVouchedFor('attested', attestation))).toEqual(['full']);
    expect(attestations.filter((attestation) => isVouchedFor('network', attestation))).toEqual([...attestations]);
  });

  it('S14: whether the breaker concerns a call does not depend on whose credential is keyed in', () => {
    expect(isFromUnregistered(vouched, ['A'])).toBe(false);
    expect(isFromUnregistered(vouched, [])).toBe(true);
    expect(isFromUnregistered(doubtful, ['A'])).toBe(true);
  });
});
