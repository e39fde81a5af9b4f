import { createHash, createHmac, randomUUID } from 'node:crypto';
import { LineFault } from '../../phone-line.js';
import { post } from '../post.js';

/** How the account and the application are set up, and where the gateway is. */
export interface VonageAccount {
  /** The account's signature secret. */
  secret: string;
  apiKey: string;
  applicationId: string;
  /** The bank's own number, without `+`. */
  serviceNumber: string;
  /** What the application is set to. */
  publicUrl: string;
  /** What is called: where the gateway listens now, without a slash at its end. */
  gatewayUrl: () => string;
  /** Every request is sent twice: `after` the first was answered, or `atOnce`. */
  everythingTwice?: 'after' | 'atOnce';
}

/** A request: an address, and its JSON. */
export interface VonageRequest {
  url: string;
  body: string;
}

export interface VonageAnswer {
  status: number;
  type: string;
  body: string;
}

/** The gateway did something no telephone network would put up with. */
export class WebhookFailed extends LineFault {
  override readonly name = 'WebhookFailed';
}

/** Vonage waits this long for an answer, milliseconds. */
const DEADLINE_MS = 5_000;

/** One call's requests, each with a token over its body. */
export class VonageRequests {
  readonly uuid = randomUUID().replaceAll('-', '');
  readonly conversationUuid = `CON-${randomUUID()}`;

  constructor(private readonly account: VonageAccount) {}

  /** Calls an address. @throws WebhookFailed for one that is not ours, or two answers that differ. */
  async post(url: string, content: Record<string, unknown>): Promise<VonageAnswer & { request: VonageRequest }> {
    const common = { uuid: this.uuid, conversation_uuid: this.conversationUuid };
    const request = { url, body: JSON.stringify({ ...common, ...content }) };
    if (this.account.everythingTwice === 'atOnce') {
      const [first, second] = await Promise.all([this.send(request), this.send(request)]);
      mustBeEqual(first, second, url);
      return { ...first, request };
    }
    const answer = await this.send(request);
    if (this.account.everythingTwice === 'after') mustBeEqual(answer, await this.send(request), url);
    return { ...answer, request };
  }

  /** The same request again, with a token of now. */
  async send({ url, body }: VonageRequest): Promise<VonageAnswer> {
    const { publicUrl, gatewayUrl } = this.account;
    if (!url.startsWith(`${publicUrl}/`)) throw new WebhookFailed(`not an address of the bank: ${url}`);
    return post(gatewayUrl() + url.slice(publicUrl.length), {
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.tokenOver(body)}` },
      body,
      withinMs: DEADLINE_MS,
    });
  }

  private tokenOver(body: string): string {
    const { secret, apiKey, applicationId } = this.account;
    const text = [
      { alg: 'HS256', typ: 'JWT' },
      {
        iat: Math.floor(Date.now() / 1_000),
        jti: randomUUID(),
        iss: 'Vonage',
        payload_hash: createHash('sha256').update(body).digest('hex'),
        api_key: apiKey,
        application_id: applicationId,
      },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  }
}

function mustBeEqual(first: VonageAnswer, second: VonageAnswer, url: string): void {
  if (first.status !== second.status || first.body !== second.body)
    throw new WebhookFailed(
      `the same request to ${url} was answered with ${first.status} and ${second.status}, not alike`,
    );
}
