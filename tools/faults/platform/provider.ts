import { DEMO_ACCOUNT, twilioStage } from '../../call/lines/twilio/twilio-stage.js';
import type { Stage } from '../../call/phone-line.js';
import type { SupervisedBank } from './supervised-bank.js';

/**
 * A provider whose account has one gateway as its address and the next as its fallback address: signed requests, one
 * retry where the connection fails, then the fallback, 15 s in all.
 * @param primary which gateway is called first: 0 or 1.
 */
export function provider(bank: SupervisedBank, primary = 0): Stage {
  const { gateways } = bank;
  const at = (index: number) => gateways[index % gateways.length] ?? '';
  const account = {
    ...DEMO_ACCOUNT,
    // Both gateways are one to the outside, as behind one name (PUBLIC_URL).
    publicUrl: at(0),
    gatewayUrl: () => at(primary),
    fallbackUrl: () => at(primary + 1),
  };
  return twilioStage({ account, bankName: 'Banka Demo' });
}
