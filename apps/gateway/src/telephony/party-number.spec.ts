import { describe, expect, it } from '@jest/globals';
import { partyNumber } from './party-number.js';

describe('the number of a party', () => {
  it.each([
    ['sip:+355691234567@sbc.bank.example', '+355691234567'],
    ['sips:+355691234567@sbc.bank.example;user=phone', '+355691234567'],
    ['sip:%2B355691234567@sbc.bank.example', '+355691234567'],
    ['sip:+355691234567;phone-context=x@sbc.bank.example', '+355691234567'],
    ['tel:+355691234567', '+355691234567'],
    ['"Çelësi <1>" <sip:0691234567@sbc.bank.example>', '1'],
    ['Arben <sip:0691234567@sbc.bank.example>', '0691234567'],
    [' 0691234567 ', '0691234567'],
    ['355691234567', '355691234567'],
    ['', ''],
    ['undefined', ''],
    ['null', ''],
    ['sip:anonymous@anonymous.invalid', ''],
    ['anonymous', ''],
    ['+266696687', ''],
  ])('in %j is %j', (party, number) => {
    expect(partyNumber(party, 'asGiven')).toBe(number);
  });

  it('gets its + where the network leaves it away', () => {
    expect(partyNumber('355691234567', 'international')).toBe('+355691234567');
    expect(partyNumber('+355691234567', 'international')).toBe('+355691234567');
    expect(partyNumber('0691234567', 'international')).toBe('0691234567');
    expect(partyNumber('266696687', 'international')).toBe('');
  });
});
