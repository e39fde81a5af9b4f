import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { greeting } from './nats.js';
import { freePort } from './ports.js';

async function heardFrom(said: string) {
  const server = createServer((socket) => socket.end(said)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await greeting('127.0.0.1', (server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

describe('what a NATS server says of itself', () => {
  it('is its version', async () => {
    expect(await heardFrom('INFO {"server_id":"N","version":"2.9.10"} \r\n')).toEqual({ version: '2.9.10' });
  });

  it.each([['HTTP/1.1 400 Bad Request\r\n\r\n'], ['INFO {broken} \r\n'], ['INFO {"version":2} \r\n'], ['']])(
    'is nothing when %j is said by something else',
    async (said) => {
      expect(await heardFrom(said)).toBeUndefined();
    },
  );

  it('is nothing when nobody listens', async () => {
    expect(await greeting('127.0.0.1', await freePort())).toBeUndefined();
  });
});
