import { BlockList, isIP, isIPv6 } from 'node:net';
import { z } from 'zod';

/** An address, or a block of them such as `10.20.0.0/24`. */
const AddressBlock = z.string().refine(
  (text) => {
    const [address = '', prefix, ...more] = text.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    const hasPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= most);
    return family !== 0 && hasPrefix && more.length === 0;
  },
  { error: 'must be addresses or blocks such as 10.20.0.0/24, separated by commas' },
);

/** Addresses and blocks, separated by commas; at least one. */
export const AddressBlocks = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .pipe(z.array(AddressBlock).min(1));

/** Where requests may come from, for providers that cannot sign (S19). */
export class SourceAddresses {
  private readonly allowed = new BlockList();

  constructor(blocks: readonly string[]) {
    for (const block of blocks) {
      const [address = '', prefix] = block.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      if (prefix === undefined) this.allowed.addAddress(address, family);
      else this.allowed.addSubnet(address, Number(prefix), family);
    }
  }

  /** @param remoteAddress the other end of the connection; what a header says of it is never asked. */
  has(remoteAddress: string | undefined): boolean {
    const address = (remoteAddress ?? '').replace(/^::ffff:/, '');
    return isIP(address) !== 0 && this.allowed.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}
