import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { PUBLIC_URL, TwilioCaller } from './twilio-caller.js';

/** A stranger must be gone by then (F35), milliseconds. */
const GONE_WITHIN_MS = 10_000;
const PER_ADDRESS = 10;

describe('S22: a stranger holds little of the gateway, and not for long', () => {
  let bank: TestBank;

  beforeAll(async () => {
    const limits = { GATEWAY_MAX_CONNECTIONS_PER_ADDRESS: String(PER_ADDRESS), GATEWAY_PROXIES: '127.0.0.9' };
    bank = await startBank({
      services: ['gateway'],
      data: 'empty',
      environment: { gateway: { PUBLIC_URL, ...limits } },
    });
  }, 60_000);
  afterAll(() => bank.stop());

  /** A connection from an address of the loopback network, that says something and waits. */
  function stranger(from: string, says: string): { socket: Socket; gone: Promise<{ afterMs: number; heard: string }> } {
    const began = Date.now();
    const socket = connect({ port: Number(new URL(bank.gatewayUrl).port), host: '127.0.0.1', localAddress: from });
    let heard = '';
    socket.on('data', (bytes) => (heard += bytes.toString()));
    const gone = new Promise<{ afterMs: number; heard: string }>((resolve) => {
      // A connection that is cut as it comes ends with an error, others with a close.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => resolve({ afterMs: Date.now() - began, heard }));
    });
    socket.write(says);
    return { socket, gone };
  }

  const POST = 'POST /telephony/twilio/call HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n';

  it('F35: connections that say nothing, half a header or half a body are closed within 10 s', async () => {
    const stalled = [
      stranger('127.0.0.2', ''),
      stranger('127.0.0.2', POST),
      stranger('127.0.0.2', `${POST}Content-Length: 1000\r\n\r\nAccountSid=`),
      stranger('127.0.0.2', `${POST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`),
    ];
    const honest = new TwilioCaller(() => bank.gatewayUrl, '+355690000001');
    expect((await honest.dial()).status).toBe(200);
    for (const { gone } of stalled) expect((await gone).afterMs).toBeLessThan(GONE_WITHIN_MS);
    // Who goes away in the middle of a request is no failure of ours: a stranger could fill the log with alarms.
    expect(bank.logs.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  }, 30_000);

  it('F35: headers above 8 KB and bodies above 64 KB, announced or endless, are refused at once', async () => {
    const answers = await Promise.all([
      stranger('127.0.0.3', `${POST}X: ${'x'.repeat(9_000)}\r\n\r\n`).gone,
      stranger('127.0.0.3', `${POST}Content-Length: 10000000\r\nConnection: close\r\n\r\n`).gone,
      stranger(
        '127.0.0.3',
        `${POST}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${'fff0\r\n'.concat('x'.repeat(0xfff0), '\r\n').repeat(3)}`,
      ).gone,
    ]);
    expect(answers.map(({ heard }) => /^HTTP\/1\.1 (\d+)/.exec(heard)?.[1])).toEqual(['431', '413', '413']);
    for (const { afterMs } of answers) expect(afterMs).toBeLessThan(2_000);
  }, 30_000);

  it('one address has its share of connections; others, and our own proxies, are not counted with it', async () => {
    const held = Array.from({ length: PER_ADDRESS + 5 }, () => stranger('127.0.0.4', ''));
    const refused = await Promise.all(held.map(({ gone }) => Promise.race([gone, pause(500, undefined)])));
    expect(refused.filter((result) => result !== undefined)).toHaveLength(5);
    const proxied = Array.from({ length: PER_ADDRESS + 5 }, () =>
      stranger('127.0.0.9', `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    );
    for (const { gone } of proxied) expect((await gone).heard).toMatch(/^HTTP\/1\.1 404/);
    for (const { socket, gone } of held) {
      socket.destroy();
      await gone;
    }
    const again = stranger('127.0.0.4', `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect((await again.gone).heard).toMatch(/^HTTP\/1\.1 404/);
  }, 30_000);

  it('answers carry the headers that browsers heed', async () => {
    const { headers } = await fetch(`${bank.gatewayUrl}/anything`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('strict-transport-security')).toContain('max-age');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
