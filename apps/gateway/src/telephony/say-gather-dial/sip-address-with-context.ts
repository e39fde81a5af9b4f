import { transferHeaders } from '../transfer-headers.js';
import type { TransferContext } from '../turn.js';

/** These providers take about a kilobyte of headers. */
const MOST_CHARACTERS = 1_000;

/** A SIP address with what the agent receives as `X-` headers (requirements 6.1, D40). */
export function sipAddressWithContext(address: string, context: TransferContext): string {
  const query = transferHeaders(context, MOST_CHARACTERS).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `${address}${address.includes('?') ? '&' : '?'}${query.join('&')}`;
}
