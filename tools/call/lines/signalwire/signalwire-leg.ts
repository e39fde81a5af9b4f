import { createHmac, randomUUID } from 'node:crypto';
import type { TransferEnd } from '../../phone-line.js';
import type { Leg } from '../documents/document-line.js';
import { type Delivery, type Form, Webhooks } from '../documents/webhooks.js';
import { parseCxml } from './cxml.js';

/** How the project is set up, and where the gateway is. */
export interface SignalwireAccount extends Delivery {
  signingKey: string;
  projectId: string;
  /** The bank's own number. */
  serviceNumber: string;
}

/** How long SignalWire waits for an answer unless the address says otherwise (`#rt=`), milliseconds. */
const READ_MS = 5_000;
const LONGEST_READ_MS = 15_000;

const DIAL_STATUS: Record<TransferEnd, string> = {
  answered: 'completed',
  busy: 'busy',
  noAnswer: 'no-answer',
  failed: 'failed',
};

/** A form signed as the sheet says: HMAC-SHA1 over the address and the sorted names with their values. */
export function signedBySignalwire(signingKey: string, url: string, form: Form) {
  const text = Object.entries(form)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => name + value)
    .join('');
  const signature = createHmac('sha1', signingKey)
    .update(url + text)
    .digest('base64');
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-signalwire-signature': signature },
    body: new URLSearchParams(form).toString(),
  };
}

/** How long SignalWire waits at an address. */
function readMs(url: string): number {
  const [, fragment = ''] = url.split('#');
  const asked = new URLSearchParams(fragment).get('rt');
  return asked === null ? READ_MS : Math.min(Number(asked), LONGEST_READ_MS);
}

/** One call leg of a project, as the protocol sheet describes it. */
export function signalwireLeg(account: SignalwireAccount, from: string): Leg {
  const { publicUrl, signingKey, projectId, serviceNumber } = account;
  const callSid = randomUUID();
  const common = {
    AccountSid: projectId,
    ApiVersion: '2010-04-01',
    CallSid: callSid,
    CallStatus: 'in-progress',
    Direction: 'inbound',
    From: from,
    To: serviceNumber,
  };
  return {
    callId: callSid,
    webhooks: new Webhooks(account, (url, form) => signedBySignalwire(signingKey, url, form), readMs),
    addresses: {
      call: `${publicUrl}/telephony/signalwire/call#rt=15000`,
      status: `${publicUrl}/telephony/signalwire/status`,
    },
    parse: parseCxml,
    forms: {
      first: () => ({ ...common, CallStatus: 'ringing' }),
      keys: (digits) => ({ ...common, Digits: digits }),
      redirected: () => common,
      dialled: (end) => ({ ...common, DialCallStatus: DIAL_STATUS[end], DialCallSid: randomUUID() }),
      ended: () => ({
        ...common,
        CallStatus: 'completed',
        CallDuration: '60',
        HangupBy: 'caller',
        HangupDirection: 'inbound',
        SipResultCode: '200',
      }),
    },
  };
}
