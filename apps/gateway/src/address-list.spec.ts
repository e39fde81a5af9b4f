import { describe, expect, it } from '@jest/globals';
import { AddressBlocks, AddressList } from './address-list.js';

describe('a list of addresses', () => {
  const list = new AddressList(AddressBlocks.parse('127.0.0.1, ::1,172.16.0.0/12 , 2001:db8::/32'));

  it.each(['127.0.0.1', '::ffff:127.0.0.1', '::1', '172.18.0.1', '::ffff:172.31.255.254', '2001:db8::7'])(
    'has %s',
    (address) => {
      expect(list.has(address)).toBe(true);
    },
  );

  it.each(['127.0.0.2', '172.32.0.1', '2001:db9::1', '', undefined, 'nonsense'])('has not %s', (address) => {
    expect(list.has(address)).toBe(false);
  });

  it.each(['10.0.0.0/33', '10.0.0', 'host.example', '10.0.0.1/8/8', '::1/129', '10.0.0.1/'])('refuses %s', (text) => {
    expect(AddressBlocks.safeParse(text).error?.issues[0]?.message).toMatch(/must be addresses or blocks/);
  });
});
