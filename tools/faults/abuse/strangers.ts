import { type Answer, sendWebhook } from '../../../apps/gateway/test/webhook.js';
import type { SignedRequest } from '../../call/lines/documents/webhooks.js';
import { AttackedCall } from './attacked-call.js';
import { networksOf } from './networks.js';
import type { SupervisedBank } from '../platform/supervised-bank.js';

/** What a stranger sends: bytes, to a path of the gateway. */
export interface Sent {
  /** What was done to the request, for whoever reads that it was accepted. */
  readonly what: string;
  readonly request: Omit<SignedRequest, 'body'> & { readonly body: string | Buffer };
}

/** What came of it. */
export interface Outcome extends Answer {
  readonly what: string;
  readonly ms: number;
}

/** Requests under way at a time: few, so that what is measured is the gateway and not the queue before it. */
const AT_ONCE = 4;

/** Sends what strangers made, a few at a time. */
export async function sendAll(gateway: string, all: AsyncIterable<Sent> | Iterable<Sent>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const under = new Set<Promise<void>>();
  for await (const { what, request } of all) {
    const sending = send(gateway, request).then(({ answer, ms }) => void outcomes.push({ ...answer, what, ms }));
    under.add(sending);
    void sending.finally(() => under.delete(sending)).catch(() => undefined);
    if (under.size >= AT_ONCE) await Promise.race(under);
  }
  await Promise.all(under);
  return outcomes;
}

/** Sends a request to a gateway whatever address it was signed for. */
export async function send(gateway: string, request: Sent['request']): Promise<{ answer: Answer; ms: number }> {
  const { pathname, search } = new URL(request.url);
  const began = performance.now();
  const answer = await sendWebhook(gateway, { ...request, path: pathname + search });
  return { answer, ms: performance.now() - began };
}

/** One call of each provider, each awaiting a key. */
export async function attackedCalls(bank: SupervisedBank): Promise<AttackedCall[]> {
  const [gateway = ''] = bank.gateways;
  const address = { publicUrl: gateway, gatewayUrl: () => gateway };
  const [caller] = bank.clients;
  const from = caller?.phone ?? '';
  return Promise.all(networksOf(bank).map((network) => AttackedCall.begin(network, address, from)));
}
