import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNats } from '../../tools/start/nats.js';
import { freePort } from '../../tools/start/ports.js';
import type { Child } from '../../tools/start/processes/child.js';
import { DrainingNatsServer } from '../../libs/service/src/draining-server.js';

let folder: string;
let nats: Child;
let servers: string;
let asker: NatsConnection;
beforeAll(async () => {
  // Nest tells of every connection.
  Logger.overrideLogger(false);
  folder = mkdtempSync(join(tmpdir(), 'draining-'));
  const port = await freePort();
  nats = await startNats({ port, logFile: join(folder, 'nats.log') });
  servers = `nats://127.0.0.1:${port}`;
  asker = await connect({ servers });
});
afterAll(async () => {
  await asker.close();
  await nats.stop(2_000);
  rmSync(folder, { recursive: true });
});

/** One process of a service that says its number back, after a moment. */
async function listening(graceMs: number, answersAfterMs: number): Promise<DrainingNatsServer> {
  const server = new DrainingNatsServer({ servers, queue: 'echo' }, graceMs);
  server.addHandler('echo', async (said: number) => {
    await sleep(answersAfterMs);
    return said;
  });
  await new Promise<void>((resolve, reject) => {
    void server.listen((error) => (error instanceof Error ? reject(error) : resolve()));
  });
  await server.unwrap<NatsConnection>().flush();
  return server;
}

const ask = async (said: number): Promise<unknown> => {
  const question = JSON.stringify({ id: String(said), pattern: 'echo', data: said });
  const reply = await asker.request('echo', question, { timeout: 3_000 });
  return reply.json<{ response: unknown }>().response;
};

it('F4: one of two processes after the other ends, and every request is answered', async () => {
  let answering = await listening(4_000, 5);
  const answers: Promise<unknown>[] = [];
  for (let round = 0; round < 8; round += 1) {
    const next = await listening(4_000, 5);
    const before = answers.length;
    // On their way, under way, and after the end.
    for (let said = before; said < before + 100; said += 1) answers.push(ask(said));
    await new Promise(setImmediate);
    const ended = answering.close();
    for (let said = before + 100; said < before + 200; said += 1) answers.push(ask(said));
    await ended;
    answering = next;
  }
  expect(await Promise.all(answers)).toEqual(answers.map((_, said) => said));
  await answering.close();
}, 30_000);

it('waits for what is under way and no longer', async () => {
  const server = await listening(4_000, 200);
  const answer = ask(7);
  await sleep(50);
  const began = performance.now();
  await server.close();
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(await answer).toBe(7);
});

it('ends when its grace is over, whatever is under way', async () => {
  const server = await listening(100, 2_000);
  const answer = ask(7).catch((error: unknown) => error);
  await sleep(50);
  const began = performance.now();
  await server.close();
  expect(performance.now() - began).toBeLessThan(1_500);
  expect(await answer).toBeInstanceOf(Error);
});
