import { Agent, request } from 'node:http';

/** A request as it goes over the wire. */
export interface Webhook {
  /** POST unless told otherwise. */
  method?: 'GET' | 'PUT';
  path: string;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** An answer of the gateway. */
export interface Answer {
  status: number;
  type: string | undefined;
  body: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 50 });

/** Sends the bytes and headers as they are, `host` too, which `fetch` would not. */
export function sendWebhook(gatewayUrl: string, { method, path, headers, body }: Webhook): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body.length === 0 && method === 'GET' ? {} : { 'content-length': Buffer.byteLength(body) };
    const options = { agent, method: method ?? 'POST', headers: { ...headers, ...length } };
    const sent = request(gatewayUrl + path, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'],
          body: Buffer.concat(chunks).toString(),
        }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
