import { GatewayUnreachable, post } from '../post.js';
import { WebhookFailed } from './verbs.js';

/** Where the gateway is, and how requests reach it. */
export interface Delivery {
  /** What is signed: the address the account knows. */
  publicUrl: string;
  /** What is called: where the gateway listens now, without a slash at its end. */
  gatewayUrl: () => string;
  /** What is called where that does not answer: the fallback address of the account, here another gateway. */
  fallbackUrl?: () => string;
  /** Every request is sent twice: `after` the first was answered, or `atOnce`. */
  everythingTwice?: 'after' | 'atOnce';
  /** What becomes of a request on its way: `deliver` brings it there, as often as it is called. Once, where this is not set. */
  carry?: (request: SignedRequest, deliver: () => Promise<WebhookAnswer>) => Promise<WebhookAnswer>;
}

/** From this status on an answer is none, and the fallback address is called. */
const FAILED = 500;

export type Form = Readonly<Record<string, string>>;

/** A request as it goes over the wire, so that it can be sent again byte for byte. */
export interface SignedRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface WebhookAnswer {
  status: number;
  type: string;
  body: string;
}

/** Sends a provider's requests, and looks that a repeated one is answered alike (P9). */
export class Webhooks {
  /** @param sign how the provider writes and signs a form for an address, and how long it waits for the answer. */
  constructor(
    private readonly delivery: Delivery,
    private readonly sign: (url: string, form: Form) => Omit<SignedRequest, 'url'>,
    private readonly withinMs: (url: string) => number,
  ) {}

  /** Calls an address of ours. @throws WebhookFailed for an address that is not ours, no answer in time, or a bad one. */
  async post(address: string, form: Form): Promise<WebhookAnswer & { request: SignedRequest }> {
    // What stands behind # is for the provider and goes nowhere.
    const url = address.replace(/#.*$/, '');
    const request = { url, ...this.sign(url, form) };
    const { everythingTwice, carry } = this.delivery;
    const deliver = () => this.send(request, this.withinMs(address));
    if (carry) return { ...(await carry(request, deliver)), request };
    if (everythingTwice === 'atOnce') {
      const [first, second] = await Promise.all([deliver(), deliver()]);
      mustBeEqual(first, second, url);
      return { ...first, request };
    }
    const answer = await deliver();
    if (everythingTwice === 'after') mustBeEqual(answer, await deliver(), url);
    return { ...answer, request };
  }

  /** The same request, byte for byte: once more where the connection fails, then to the fallback address. */
  async send({ url, headers, body }: SignedRequest, withinMs = this.withinMs('')): Promise<WebhookAnswer> {
    const { publicUrl, gatewayUrl, fallbackUrl } = this.delivery;
    if (!url.startsWith(`${publicUrl}/`)) throw new WebhookFailed(`not an address of the bank: ${url}`);
    const path = url.slice(publicUrl.length);
    const giveUpAt = performance.now() + withinMs;
    const deliverTo = (gateway: string) =>
      post(gateway + path, { headers, body, withinMs: Math.max(1, Math.round(giveUpAt - performance.now())) });
    if (!fallbackUrl) return deliverTo(gatewayUrl());
    try {
      const answer = await deliverTo(gatewayUrl()).catch(() => deliverTo(gatewayUrl()));
      if (answer.status < FAILED) return answer;
    } catch (error) {
      if (!(error instanceof GatewayUnreachable)) throw error;
    }
    return deliverTo(fallbackUrl());
  }
}

function mustBeEqual(first: WebhookAnswer, second: WebhookAnswer, url: string): void {
  if (first.status !== second.status || first.body !== second.body)
    throw new WebhookFailed(
      `the same request to ${url} was answered with ${first.status} and ${second.status}, not alike`,
    );
}
