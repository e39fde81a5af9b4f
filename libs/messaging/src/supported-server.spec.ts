import { afterEach, describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '#libs/config';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { connectService, isSupportedNats } from './supported-server.js';

let server: Server | undefined;
afterEach(() => void server?.close());

/** A server that says its version and then only that it is there. */
async function serverOf(version: string): Promise<string> {
  server = createServer((socket) => {
    socket.write(`INFO ${JSON.stringify({ server_id: 'test', version, max_payload: 1_024 })}\r\n`);
    socket.on('data', (chunk) => chunk.includes('PING') && socket.write('PONG\r\n'));
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `nats://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('S26: production begins with no server that is no longer mended', () => {
  it('a service refuses it by its version', async () => {
    const connecting = connectService({ url: await serverOf('2.9.10'), user: 'cards', supportedOnly: true }, 'asks');
    await expect(connecting).rejects.toThrow(
      new ConfigurationError('NATS 2.9.10 is older than the supported line (2.12.7): update the server'),
    );
  });

  it.each([
    ['a newer one in production', '2.15.1', true],
    ['any in the demo', '2.9.10', false],
  ])('and takes %s', async (_what, version, supportedOnly) => {
    const bus = await connectService({ url: await serverOf(version), user: 'cards', supportedOnly }, 'asks');
    expect(bus.info?.version).toBe(version);
    await bus.close();
  });

  it.each([
    ['2.9.10', false],
    ['2.12.6', false],
    ['2.12.7', true],
    ['2.14.0', true],
    ['3.0.0', true],
    ['1.4.1', false],
  ])('%s may serve production: %s', (version, supported) => {
    expect(isSupportedNats(version)).toBe(supported);
  });
});
