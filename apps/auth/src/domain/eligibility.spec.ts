import { describe, expect, it } from '@jest/globals';
import { ageOn, type ClientFacts, eligibilityOf } from './eligibility.js';

const TODAY = '2026-11-22';
const adult: ClientFacts = { type: 'individual', status: 'active', birthDate: '1990-01-01' };

describe('step 7 of requirements 4.3: who may use self-service', () => {
  it.each([
    ['an adult in good standing', adult, 'eligible'],
    ['R5: eighteen today', { ...adult, birthDate: '2008-11-22' }, 'eligible'],
    ['R6: eighteen tomorrow', { ...adult, birthDate: '2008-11-23' }, 'minor'],
    ['D25: of unknown age', { ...adult, birthDate: null }, 'ineligible'],
    ['R5: a business', { ...adult, type: 'business' }, 'ineligible'],
    ['D26: dormant', { ...adult, status: 'dormant' }, 'ineligible'],
    ['D26: closed', { ...adult, status: 'closed' }, 'ineligible'],
    ['D26: deceased', { ...adult, status: 'deceased' }, 'ineligible'],
    ['a dormant minor hears nothing of age', { ...adult, status: 'dormant', birthDate: '2010-01-01' }, 'ineligible'],
  ] as const)('%s', (_, client, expected) => {
    expect(eligibilityOf(client, TODAY, 18)).toBe(expected);
  });

  it.each([
    ['2026-02-28', 17],
    ['2026-03-01', 18],
    ['2028-02-28', 19],
    ['2028-02-29', 20],
  ])('born on 29 February 2008, on %s: %d years', (today, years) => {
    expect(ageOn(today, '2008-02-29')).toBe(years);
  });
});
