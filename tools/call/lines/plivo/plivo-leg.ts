import { createHmac, randomInt, randomUUID } from 'node:crypto';
import type { TransferEnd } from '../../phone-line.js';
import type { Leg } from '../documents/document-line.js';
import { type Delivery, type Form, Webhooks } from '../documents/webhooks.js';
import { parsePlivoXml } from './plivo-xml.js';

/** How the account is set up, and where the gateway is. */
export interface PlivoAccount extends Delivery {
  authToken: string;
  authId: string;
  /** The bank's own number, in international form. */
  serviceNumber: string;
}

/** Plivo waits this long for an answer, milliseconds. */
const DEADLINE_MS = 40_000;

const DIAL_STATUS: Record<TransferEnd, string> = {
  answered: 'completed',
  busy: 'busy',
  noAnswer: 'no-answer',
  failed: 'failed',
};

/** A form signed as the sheet says, version 3, for an address without a query. */
export function signedByPlivo(authToken: string, url: string, form: Form) {
  const nonce = Array.from({ length: 20 }, () => randomInt(10)).join('');
  const pairs = Object.entries(form)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => name + value)
    .join('');
  const signature = createHmac('sha256', authToken).update(`${url}?${pairs}.${nonce}`).digest('base64');
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-plivo-signature-v3': signature,
      'x-plivo-signature-v3-nonce': nonce,
    },
    body: new URLSearchParams(form).toString(),
  };
}

/** One call leg of an application, as the protocol sheet describes it. */
export function plivoLeg(account: PlivoAccount, from: string): Leg {
  const { publicUrl, authToken, authId, serviceNumber } = account;
  const callUuid = randomUUID();
  const common = {
    BillRate: '0.0085',
    CallStatus: 'in-progress',
    CallUUID: callUuid,
    Direction: 'inbound',
    Event: 'Redirect',
    From: from.replace('+', ''),
    ParentAuthID: authId,
    SessionStart: '2026-11-22 12:00:00.000000',
    STIRAttestation: 'Not Applicable',
    STIRVerification: 'Not Applicable',
    To: serviceNumber.replace('+', ''),
  };
  return {
    callId: callUuid,
    webhooks: new Webhooks(
      account,
      (url, form) => signedByPlivo(authToken, url, form),
      () => DEADLINE_MS,
    ),
    addresses: { call: `${publicUrl}/telephony/plivo/call`, status: `${publicUrl}/telephony/plivo/status` },
    parse: parsePlivoXml,
    forms: {
      first: () => ({ ...common, CallStatus: 'ringing', Event: 'StartApp' }),
      keys: (digits) => ({ ...common, Digits: digits }),
      redirected: () => common,
      dialled: (end) => ({
        ...common,
        DialStatus: DIAL_STATUS[end],
        DialRingStatus: 'true',
        DialHangupCause: end === 'answered' ? 'NORMAL_CLEARING' : 'NO_ANSWER',
        DialALegUUID: callUuid,
        DialBLegUUID: randomUUID(),
      }),
      ended: () => ({
        ...common,
        CallStatus: 'completed',
        Event: 'Hangup',
        HangupCause: 'NORMAL_CLEARING',
        HangupCauseName: 'Normal Hangup',
        HangupCauseCode: '4000',
        HangupSource: 'Caller',
        Duration: '60',
        BillDuration: '60',
        TotalCost: '0.0085',
      }),
    },
  };
}
