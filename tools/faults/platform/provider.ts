import { DEMO_ACCOUNT, twilioStage } from '../../call/lines/twilio/twilio-stage.js';
import type { Delivery } from '../../call/lines/documents/webhooks.js';
import type { Stage } from '../../call/phone-line.js';

/** What a provider knows of a bank: where its gateways listen. */
export interface Reachable {
  readonly gateways: readonly string[];
}

/**
 * A provider whose account has one gateway as its address and the next as its fallback address: signed requests, one
 * retry where the connection fails, then the fallback, 15 s in all.
 * @param primary which gateway is called first: 0 or 1.
 * @param carry what becomes of its requests on their way, where they are not simply brought there.
 */
export function provider({ gateways }: Reachable, primary = 0, carry?: Delivery['carry']): Stage {
  const at = (index: number) => gateways[index % gateways.length] ?? '';
  const account = {
    ...DEMO_ACCOUNT,
    // Both gateways are one to the outside, as behind one name (PUBLIC_URL).
    publicUrl: at(0),
    gatewayUrl: () => at(primary),
    fallbackUrl: () => at(primary + 1),
    ...(carry ? { carry } : {}),
  };
  return twilioStage({ account, bankName: 'Banka Demo' });
}
