import { commaList } from '#libs/config';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { z } from 'zod';

/** An address, or a block of them such as `10.20.0.0/24`. */
const AddressBlock = z.string().refine(
  (text) => {
    const [address = '', prefix, ...more] = text.split('/');
    const most = isIPv6(address) ? 128 : 32;
    const hasPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= most);
    return isIP(address) !== 0 && hasPrefix && more.length === 0;
  },
  { error: 'must be addresses or blocks such as 10.20.0.0/24, separated by commas' },
);

/** A setting that lists addresses and blocks of addresses, separated by commas; at least one. */
export const AddressBlocks = z.string().transform(commaList).pipe(z.array(AddressBlock).min(1));

/** Addresses and blocks of addresses, to look the other end of a connection up in; what a header says is never asked (S19). */
export class AddressList {
  private readonly list = new BlockList();

  constructor(blocks: readonly string[]) {
    for (const block of blocks) {
      const [address = '', prefix] = block.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      if (prefix === undefined) this.list.addAddress(address, family);
      else this.list.addSubnet(address, Number(prefix), family);
    }
  }

  /** @param address as a socket has it, IPv4 in an IPv6 spelling included. */
  has(address: string | undefined): boolean {
    const plain = plainAddress(address);
    return isIP(plain) !== 0 && this.list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  }
}

/** The address of a socket, IPv4 as such; empty when it is gone. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:/, '');
}
