import { KeyFolder } from '#libs/config';
import { signingKey } from '#libs/signing';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Leg } from '../../call/lines/documents/document-line.js';
import type { Delivery } from '../../call/lines/documents/webhooks.js';
import { plivoLeg } from '../../call/lines/plivo/plivo-leg.js';
import { DEMO_PLIVO } from '../../call/lines/plivo/plivo-stage.js';
import { signalwireLeg } from '../../call/lines/signalwire/signalwire-leg.js';
import { DEMO_PROJECT } from '../../call/lines/signalwire/signalwire-stage.js';
import { telnyxLeg } from '../../call/lines/telnyx/telnyx-leg.js';
import { DEMO_APPLICATION } from '../../call/lines/telnyx/telnyx-stage.js';
import { twilioLeg } from '../../call/lines/twilio/twilio-leg.js';
import { DEMO_ACCOUNT } from '../../call/lines/twilio/twilio-stage.js';
import { places } from '../../start/settings.js';
import type { SupervisedBank } from '../platform/supervised-bank.js';

/** A provider that signs forms, with the secret it shares with the bank and without. */
export interface Network {
  readonly name: string;
  /** Whether the signature covers the address too. */
  readonly signsAddress: boolean;
  readonly legOf: (delivery: Delivery, from: string) => Leg;
  /** The same, of somebody who does not know the secret. */
  readonly forgedLegOf: (delivery: Delivery, from: string) => Leg;
}

const OTHER_SECRET = 'not-the-secret-of-the-bank';

/** Every provider whose requests are forms, as the demo knows their accounts. */
export function networksOf({ settings }: SupervisedBank): readonly Network[] {
  const telnyx = new KeyFolder(join(places(settings.dataDir).secrets, 'networks')).secret('telnyx.key');
  const telnyxLegOf =
    (seed: Buffer): Network['legOf'] =>
    (delivery, from) =>
      telnyxLeg({ ...DEMO_APPLICATION, privateKey: signingKey(seed), ...delivery }, from);
  return [
    {
      name: 'twilio',
      signsAddress: true,
      legOf: (delivery, from) => twilioLeg({ ...DEMO_ACCOUNT, ...delivery }, from),
      forgedLegOf: (delivery, from) => twilioLeg({ ...DEMO_ACCOUNT, ...delivery, authToken: OTHER_SECRET }, from),
    },
    {
      name: 'telnyx',
      signsAddress: false,
      legOf: telnyxLegOf(telnyx),
      forgedLegOf: telnyxLegOf(randomBytes(32)),
    },
    {
      name: 'signalwire',
      signsAddress: true,
      legOf: (delivery, from) => signalwireLeg({ ...DEMO_PROJECT, ...delivery }, from),
      forgedLegOf: (delivery, from) => signalwireLeg({ ...DEMO_PROJECT, ...delivery, signingKey: OTHER_SECRET }, from),
    },
    {
      name: 'plivo',
      signsAddress: true,
      legOf: (delivery, from) => plivoLeg({ ...DEMO_PLIVO, ...delivery }, from),
      forgedLegOf: (delivery, from) => plivoLeg({ ...DEMO_PLIVO, ...delivery, authToken: OTHER_SECRET }, from),
    },
  ];
}
