import { connect } from 'node:net';
import { Problem } from '../bootstrap/problem.mjs';
import { findProgram } from '../bootstrap/programs.mjs';
import { type Child, startChild } from './processes/child.js';
import { waitUntil } from './processes/wait-until.js';

/** A message bus to start, on loopback. */
export interface NatsSpec {
  readonly port: number;
  readonly logFile: string;
  /** Who may do what there; absent: anybody may do anything. */
  readonly configFile?: string;
  /** Whether this process may end without it. */
  readonly background?: boolean;
}

const START_MS = 10_000;
/** The first start in Docker fetches the image. */
const START_IN_DOCKER_MS = 180_000;
const IMAGE = 'nats:2.12-alpine';

/**
 * Starts NATS and waits until it greets. Plain NATS: nothing is kept on the bus (S26).
 * @throws Problem when there is no such program, or it does not start.
 */
export async function startNats({ port, logFile, configFile, background }: NatsSpec): Promise<Child> {
  const { command, args, withinMs } = program(port, configFile);
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/' };
  const server = await startChild({ name: 'NATS', command, args, env, logFile, stopSignal: 'SIGINT', background });
  const greets = async () => server.hasExited() || (await greeting('127.0.0.1', port)) !== undefined;
  const settled = await waitUntil(greets, { withinMs, everyMs: 10 });
  if (settled && !server.hasExited()) return server;
  await server.stop(500);
  throw new Problem(`NATS cannot start on port ${port}: see ${logFile}, or choose another port with NATS_PORT.`);
}

function program(port: number, configFile: string | undefined): { command: string; args: string[]; withinMs: number } {
  const server = findProgram('nats-server');
  if (server) {
    const config = configFile === undefined ? [] : ['--config', configFile];
    return { command: server, args: ['--addr', '127.0.0.1', '--port', String(port), ...config], withinMs: START_MS };
  }
  const docker = findProgram('docker');
  if (docker) {
    return {
      command: docker,
      args: ['run', '--rm', '--publish', `127.0.0.1:${port}:4222`, ...inContainer(configFile)],
      withinMs: START_IN_DOCKER_MS,
    };
  }
  throw new Problem(
    'nats-server is missing: run "sudo apt-get install nats-server", or set NATS_URL to a server of your own.',
  );
}

/** The container listens where Docker forwards to; Docker listens on loopback. */
function inContainer(configFile: string | undefined): string[] {
  if (configFile === undefined) return [IMAGE];
  return ['--volume', `${configFile}:/etc/phone-banking.conf:ro`, IMAGE, '--config', '/etc/phone-banking.conf'];
}

/**
 * What a NATS server says of itself when one connects.
 * @returns undefined when nobody, or something else, listens there.
 */
export function greeting(host: string, port: number): Promise<{ version: string } | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    let heard = '';
    const end = (result?: { version: string }) => {
      socket.destroy();
      resolve(result);
    };
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      const info = /^INFO (\{.*\})\s*\r\n/.exec(heard)?.[1];
      if (info !== undefined) end(parsed(info));
      else if (heard.length > 65_536) end();
    });
    socket.on('error', () => end());
    socket.on('timeout', () => end());
    socket.on('end', () => end());
  });
}

function parsed(info: string): { version: string } | undefined {
  try {
    const { version } = JSON.parse(info) as { version?: unknown };
    return typeof version === 'string' ? { version } : undefined;
  } catch {
    return undefined;
  }
}
