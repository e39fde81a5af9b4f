import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inSpan, passTraceOn, startTracing, traceId } from './index.js';

interface Sent {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status?: { message?: string };
}
interface Batch {
  resourceSpans: { scopeSpans: { spans: Sent[] }[] }[];
}

/** A collector that keeps what it is sent. */
const sent: Sent[] = [];
let collector: Server;
beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(body) as Batch;
      sent.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void collector.close());

describe('traces', () => {
  it('cost nothing and change nothing while nobody collects them', async () => {
    await startTracing('gateway', {});
    expect(await inSpan({ name: 'step', kind: 'answers' }, () => Promise.resolve(traceId()))).toBeUndefined();
  });

  it('follow a webhook from the gateway into a service, by the headers of the message', async () => {
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
    const stop = await startTracing('gateway', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    const headers = new Map<string, string>();
    const carrier = {
      get: (name: string) => headers.get(name),
      set: (name: string, value: string) => void headers.set(name, value),
    };
    const failing = () => Promise.reject(new RangeError('the card 4917300800000000 is unknown'));
    await inSpan({ name: 'call input', kind: 'answers' }, () =>
      inSpan({ name: 'cards.v1.credit.list', kind: 'asks' }, async () => {
        passTraceOn(carrier);
        return Promise.resolve();
      }),
    );
    await expect(inSpan({ name: 'in cards', kind: 'answers', from: carrier }, failing)).rejects.toThrow(RangeError);
    await stop();
    const [question, step, answer] = ['cards.v1.credit.list', 'call input', 'in cards'].map((name) =>
      sent.find((span) => span.name === name),
    );
    expect(question).toMatchObject({ traceId: step?.traceId, parentSpanId: step?.spanId });
    expect(answer).toMatchObject({ traceId: step?.traceId, parentSpanId: question?.spanId });
    // What failed is told by its kind: a message may repeat what was sent (S31).
    expect(answer?.status?.message).toBe('RangeError');
    expect(JSON.stringify(sent)).not.toContain('4917300800000000');
  });
});
