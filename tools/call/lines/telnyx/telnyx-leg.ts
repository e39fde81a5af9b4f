import { type KeyObject, randomBytes, sign } from 'node:crypto';
import type { TransferEnd } from '../../phone-line.js';
import type { Leg } from '../documents/document-line.js';
import { type Delivery, type Form, Webhooks } from '../documents/webhooks.js';
import { type OnSilence, parseTexml } from './texml.js';

/** How the TeXML application is set up, and where the gateway is. */
export interface TelnyxAccount extends Delivery {
  /** Ed25519; the gateway knows its public half. */
  privateKey: KeyObject;
  connectionId: string;
  /** The bank's own number. */
  serviceNumber: string;
  onSilence: OnSilence;
}

/** The sheet's cap; Telnyx does not say how long it waits for a document, milliseconds. */
const DEADLINE_MS = 5_000;

const DIAL_STATUS: Record<TransferEnd, string> = {
  answered: 'answered',
  busy: 'busy',
  noAnswer: 'no-answer',
  failed: 'failed',
};

/** A form signed as Telnyx signs: Ed25519 over the time, a bar and the bytes of the body. */
export function signedByTelnyx(privateKey: KeyObject, form: Form, atMs = Date.now()) {
  const body = new URLSearchParams(form).toString();
  const timestamp = String(Math.floor(atMs / 1_000));
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'telnyx-webhooks',
      'telnyx-timestamp': timestamp,
      'telnyx-signature-ed25519': sign(null, Buffer.from(`${timestamp}|${body}`), privateKey).toString('base64'),
    },
    body,
  };
}

/** One call leg of a TeXML application, as the protocol sheet describes it. */
export function telnyxLeg(account: TelnyxAccount, from: string): Leg {
  const { publicUrl, privateKey, connectionId, serviceNumber, onSilence } = account;
  const callSid = `v3:${randomBytes(39).toString('base64url')}`;
  // The result of a Gather has no more than this.
  const short = {
    AccountSid: '6a9a7976-0000-4000-8000-000000000001',
    CallSid: callSid,
    CallSidLegacy: callSid,
    From: from,
    To: serviceNumber,
  };
  const fetching = {
    ...short,
    CallerId: from,
    CallingPartyType: 'pstn',
    ConnectionId: connectionId,
    Direction: 'inbound',
    FromSipUri: `${from}@10.239.182.10`,
    ToSipUri: `${serviceNumber}@sip.telnyx.com`,
  };
  return {
    callId: callSid,
    webhooks: new Webhooks(
      account,
      (_url, form) => signedByTelnyx(privateKey, form),
      () => DEADLINE_MS,
    ),
    addresses: { call: `${publicUrl}/telephony/telnyx/call`, status: `${publicUrl}/telephony/telnyx/status` },
    parse: (document) => parseTexml(document, onSilence),
    forms: {
      first: () => ({ ...fetching, CallStatus: 'ringing' }),
      keys: (digits) => ({ ...short, ...(digits === '' ? {} : { Digits: digits }) }),
      redirected: () => ({ ...fetching, CallStatus: 'in-progress' }),
      dialled: (end) => ({ ...fetching, CallStatus: 'in-progress', DialCallStatus: DIAL_STATUS[end] }),
      ended: () => ({
        ...short,
        ConnectionId: connectionId,
        CallStatus: 'completed',
        CallDuration: '60',
        HangupSource: 'caller',
        HangupCause: 'normal_clearing',
        SequenceNumber: '3',
        Timestamp: new Date().toUTCString(),
        CallbackSource: 'call-progress-events',
      }),
    },
  };
}
