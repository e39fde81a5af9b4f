import { randomBytes } from 'node:crypto';
import twilio from 'twilio';
import type { TransferEnd } from '../../phone-line.js';
import type { Leg } from '../documents/document-line.js';
import { type Delivery, type Form, Webhooks } from '../documents/webhooks.js';
import { parseTwiml } from './twiml.js';

/** How the account is set up, and where the gateway is. */
export interface TwilioAccount extends Delivery {
  authToken: string;
  accountSid: string;
  /** The bank's own number. */
  serviceNumber: string;
}

/** Twilio waits this long for an answer, milliseconds. */
const DEADLINE_MS = 15_000;

const DIAL_STATUS: Record<TransferEnd, string> = {
  answered: 'completed',
  busy: 'busy',
  noAnswer: 'no-answer',
  failed: 'failed',
};

/** One call leg: its requests are signed by the official SDK's algorithm and sent as Twilio sends them. */
export function twilioLeg(account: TwilioAccount, from: string): Leg {
  const callSid = `CA${randomBytes(16).toString('hex')}`;
  const common = {
    AccountSid: account.accountSid,
    ApiVersion: '2010-04-01',
    CallSid: callSid,
    CallStatus: 'in-progress',
    Direction: 'inbound',
    From: from,
    Caller: from,
    FromCountry: from.startsWith('+355') ? 'AL' : '',
    FromCity: '',
    To: account.serviceNumber,
    Called: account.serviceNumber,
    ToCountry: 'AL',
  };
  const sign = (url: string, form: Form) => ({
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(account.authToken, url, form),
    },
    body: new URLSearchParams(form).toString(),
  });
  return {
    callId: callSid,
    webhooks: new Webhooks(account, sign, () => DEADLINE_MS),
    addresses: {
      call: `${account.publicUrl}/telephony/twilio/call`,
      status: `${account.publicUrl}/telephony/twilio/status`,
    },
    parse: parseTwiml,
    forms: {
      first: () => ({ ...common, CallStatus: 'ringing' }),
      keys: (digits, finishKey) => ({ ...common, Digits: digits, FinishedOnKey: finishKey, msg: 'Gather End' }),
      redirected: () => common,
      dialled: (end) => ({
        ...common,
        DialCallStatus: DIAL_STATUS[end],
        DialCallSid: `CA${'0'.repeat(32)}`,
        ...(end === 'answered' ? { DialCallDuration: '42', DialBridged: 'true' } : {}),
      }),
      ended: () => ({
        ...common,
        CallStatus: 'completed',
        CallDuration: '60',
        Duration: '1',
        SequenceNumber: '0',
        Timestamp: new Date().toUTCString(),
        CallbackSource: 'call-progress-events',
      }),
    },
  };
}
