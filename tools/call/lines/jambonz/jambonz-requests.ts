import { createHmac, randomUUID } from 'node:crypto';
import { LineFault } from '../../phone-line.js';
import { post } from '../post.js';

/** How the account and the application are set up, and where the gateway is. */
export interface JambonzAccount {
  webhookSecret: string;
  /** The bank's own number, as the trunk gives it. */
  serviceNumber: string;
  /** What the application is set to. */
  publicUrl: string;
  /** What is called: where the gateway listens now, without a slash at its end. */
  gatewayUrl: () => string;
  /** Every request is sent twice: `after` the first was answered, or `atOnce`. */
  everythingTwice?: 'after' | 'atOnce';
}

/** A request: the address of a hook, and its JSON. */
export interface JambonzRequest {
  url: string;
  body: string;
}

export interface JambonzAnswer {
  status: number;
  type: string;
  body: string;
}

/** The gateway did something no telephone network would put up with. */
export class HookFailed extends LineFault {
  override readonly name = 'HookFailed';
}

/** The feature server waits this long for an answer, milliseconds. */
const DEADLINE_MS = 10_000;

/** One call's requests, signed with the account's webhook secret. */
export class JambonzRequests {
  readonly callSid = randomUUID();

  constructor(
    private readonly account: JambonzAccount,
    private readonly from: string,
  ) {}

  /** Calls a hook. @throws HookFailed for an address that is not ours, or two answers that differ. */
  async post(hook: string, more: Record<string, unknown>): Promise<JambonzAnswer & { request: JambonzRequest }> {
    // Of an address the part behind # tells how often it is tried; it is not sent.
    const url = hook.replace(/#.*$/, '');
    const request = { url, body: JSON.stringify({ ...this.common(), ...more }) };
    if (this.account.everythingTwice === 'atOnce') {
      const [first, second] = await Promise.all([this.send(request), this.send(request)]);
      mustBeEqual(first, second, url);
      return { ...first, request };
    }
    const answer = await this.send(request);
    if (this.account.everythingTwice === 'after') mustBeEqual(answer, await this.send(request), url);
    return { ...answer, request };
  }

  /** The same request again; its signature is of now. */
  async send({ url, body }: JambonzRequest): Promise<JambonzAnswer> {
    const { publicUrl, gatewayUrl, webhookSecret } = this.account;
    const path = url.startsWith('/') ? url : url.slice(publicUrl.length);
    if (!url.startsWith('/') && !url.startsWith(`${publicUrl}/`))
      throw new HookFailed(`not an address of the bank: ${url}`);
    const now = Math.floor(Date.now() / 1_000);
    const signature = createHmac('sha256', webhookSecret).update(`${now}.${body}`).digest('hex');
    return post(gatewayUrl() + path, {
      headers: {
        'jambonz-signature': `t=${now},v1=${signature}`,
        b3: '2f1a3f8b1c9a4f1d8f3b0a4c5d6e7f80-51ab95312cb3e89b-1',
        'user-agent': 'jambonz',
        'content-type': 'application/json',
      },
      body,
      withinMs: DEADLINE_MS,
    });
  }

  private common(): Record<string, unknown> {
    return {
      call_sid: this.callSid,
      direction: 'inbound',
      from: this.from,
      to: this.account.serviceNumber,
      call_id: `${this.callSid}@sbc.example.internal`,
      sbc_callid: '4d1f0e2c@10.0.0.5',
      sip_status: 200,
      sip_reason: 'OK',
      call_status: 'in-progress',
      account_sid: '5f190a4f-b997-4f04-b56e-03c627ea547d',
      trace_id: '2f1a3f8b1c9a4f1d8f3b0a4c5d6e7f80',
      application_sid: '24d0f6af-e976-44dd-a2e8-41c7b55abe33',
      fs_sip_address: '10.0.0.20:5060',
    };
  }
}

function mustBeEqual(first: JambonzAnswer, second: JambonzAnswer, url: string): void {
  if (first.status !== second.status || first.body !== second.body)
    throw new HookFailed(
      `the same request to ${url} was answered with ${first.status} and ${second.status}, not alike`,
    );
}
