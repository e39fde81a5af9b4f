import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { ensurePortsFree, freePort, type NeededPort } from './ports.js';

let other: Server;
let taken: number;
beforeAll(async () => {
  other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  taken = (other.address() as AddressInfo).port;
});
afterAll(() => {
  other.close();
});

const gateway = (port: number): NeededPort => ({
  port,
  host: '127.0.0.1',
  purpose: 'the gateway',
  variable: 'GATEWAY_PORT',
});

describe('a port in use', () => {
  it('is one sentence that names the port, what it is for, and the way out', async () => {
    await expect(ensurePortsFree([gateway(taken)])).rejects.toThrow(
      `Port ${taken} for the gateway is in use by another program: stop that program, or choose another with GATEWAY_PORT=${taken + 100} npm start.`,
    );
  });

  it('is seen before anything is started, wherever it stands in the list', async () => {
    await expect(ensurePortsFree([gateway(await freePort()), gateway(taken)])).rejects.toThrow(`Port ${taken}`);
  });
});

it('a port we want twice is refused before one of the two fails to start', async () => {
  const port = await freePort();
  const nats = { ...gateway(port), purpose: 'NATS', variable: 'NATS_PORT' };
  await expect(ensurePortsFree([gateway(port), nats])).rejects.toThrow(`GATEWAY_PORT and NATS_PORT are both ${port}`);
});

it('an address this machine does not have is named', async () => {
  const elsewhere = { ...gateway(await freePort()), host: '192.0.2.1' };
  await expect(ensurePortsFree([elsewhere])).rejects.toThrow('This machine has no address 192.0.2.1 for the gateway');
});

it('free ports are no problem, and still free afterwards', async () => {
  const port = await freePort();
  await ensurePortsFree([gateway(port)]);
  await ensurePortsFree([gateway(port)]);
});
