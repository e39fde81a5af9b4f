import { randomBytes } from 'node:crypto';
import twilio from 'twilio';
import { LineFault } from '../../phone-line.js';
import { post } from '../post.js';

/** How the account is set up, and where the gateway is. */
export interface TwilioAccount {
  authToken: string;
  accountSid: string;
  /** The bank's own number. */
  serviceNumber: string;
  /** What is signed: the address the account knows. */
  publicUrl: string;
  /** What is called: where the gateway listens now, without a slash at its end. */
  gatewayUrl: () => string;
  /** Every request is sent twice: `after` the first was answered, or `atOnce`. */
  everythingTwice?: 'after' | 'atOnce';
}

/** A request Twilio makes: an address the account knows, and its form. */
export interface TwilioRequest {
  url: string;
  form: Record<string, string>;
}

export interface TwilioAnswer {
  status: number;
  type: string;
  body: string;
}

/** The gateway did something no telephone network would put up with. */
export class WebhookFailed extends LineFault {
  override readonly name = 'WebhookFailed';
}

/** Twilio waits this long for an answer, milliseconds. */
const DEADLINE_MS = 15_000;

/** One call leg's requests: signed by the official SDK's algorithm and sent as Twilio sends them. */
export class TwilioRequests {
  readonly callSid = `CA${randomBytes(16).toString('hex')}`;

  constructor(
    private readonly account: TwilioAccount,
    private readonly from: string,
  ) {}

  /** Calls an address of ours. @throws WebhookFailed for an address that is not ours, no answer in time, or a bad one. */
  async post(url: string, more: Record<string, string>): Promise<TwilioAnswer & { request: TwilioRequest }> {
    const request = { url, form: { ...this.common(), ...more } };
    if (this.account.everythingTwice === 'atOnce') {
      const [first, second] = await Promise.all([this.send(request), this.send(request)]);
      mustBeEqual(first, second, url);
      return { ...first, request };
    }
    const answer = await this.send(request);
    if (this.account.everythingTwice === 'after') mustBeEqual(answer, await this.send(request), url);
    return { ...answer, request };
  }

  /** The same request again, byte for byte. */
  async send({ url, form }: TwilioRequest): Promise<TwilioAnswer> {
    const { publicUrl, gatewayUrl, authToken } = this.account;
    if (!url.startsWith(`${publicUrl}/`)) throw new WebhookFailed(`11200: not an address of the bank: ${url}`);
    return post(gatewayUrl() + url.slice(publicUrl.length), {
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'user-agent': 'TwilioProxy/1.1',
        accept: '*/*',
        'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, url, form),
      },
      body: new URLSearchParams(form).toString(),
      withinMs: DEADLINE_MS,
    });
  }

  private common(): Record<string, string> {
    const { accountSid, serviceNumber } = this.account;
    return {
      AccountSid: accountSid,
      ApiVersion: '2010-04-01',
      CallSid: this.callSid,
      CallStatus: 'in-progress',
      Direction: 'inbound',
      From: this.from,
      Caller: this.from,
      FromCountry: this.from.startsWith('+355') ? 'AL' : '',
      FromCity: '',
      To: serviceNumber,
      Called: serviceNumber,
      ToCountry: 'AL',
    };
  }
}

function mustBeEqual(first: TwilioAnswer, second: TwilioAnswer, url: string): void {
  if (first.status !== second.status || first.body !== second.body)
    throw new WebhookFailed(
      `the same request to ${url} was answered with ${first.status} and ${second.status}, not alike`,
    );
}
