import { describe, expect, it } from '@jest/globals';
import { AddressBlocks, SourceAddresses } from './source-addresses.js';

describe('source addresses', () => {
  const sources = new SourceAddresses(AddressBlocks.parse('192.0.2.7, 10.20.0.0/24, 2001:db8::/32'));

  it.each(['192.0.2.7', '::ffff:192.0.2.7', '10.20.0.255', '2001:db8::1'])('%s is one of them', (address) => {
    expect(sources.has(address)).toBe(true);
  });

  it.each(['192.0.2.8', '10.20.1.0', '2001:db9::1', '::1', '', 'localhost', undefined])('%s is none', (address) => {
    expect(sources.has(address)).toBe(false);
  });

  it.each(['', ' , ', 'sbc.bank.example', '10.20.0.0/33', '2001:db8::/129', '10.20.0.0/24/1', '10.20.0.0/'])(
    '%j is refused as a setting',
    (text) => {
      expect(AddressBlocks.safeParse(text).success).toBe(false);
    },
  );
});
