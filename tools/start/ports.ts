import { createServer, type Server } from 'node:net';
import { Problem } from '../bootstrap/problem.mjs';

/** A port we need, for what, and the variable that moves it elsewhere. */
export interface NeededPort {
  readonly port: number;
  readonly host: string;
  readonly purpose: string;
  readonly variable: string;
}

/** @throws Problem when one is taken, naming it and the way out. */
export async function ensurePortsFree(needed: readonly NeededPort[]): Promise<void> {
  for (const [index, one] of needed.entries()) {
    const twin = needed.slice(0, index).find(({ port }) => port === one.port);
    if (twin)
      throw new Problem(`${twin.variable} and ${one.variable} are both ${one.port}: give one of them another port.`);
    const reason = await reasonNotFree(one.host, one.port);
    if (reason !== undefined) throw new Problem(refusal(one, reason));
  }
}

function refusal({ port, host, purpose, variable }: NeededPort, reason: string): string {
  const elsewhere = `choose another with ${variable}=${port + 100} npm start`;
  switch (reason) {
    case 'EADDRINUSE':
      return `Port ${port} for ${purpose} is in use by another program: stop that program, or ${elsewhere}.`;
    case 'EACCES':
      return `Port ${port} for ${purpose} is not ours to open: ${elsewhere}.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host} for ${purpose}: set an address it has, such as 127.0.0.1.`;
    default:
      return `Port ${port} for ${purpose} cannot be opened (${reason}): ${elsewhere}.`;
  }
}

/** Why a port cannot be opened (an error code of the system), or undefined when it can. */
async function reasonNotFree(host: string, port: number): Promise<string | undefined> {
  try {
    await close(await listen(host, port));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** A port of loopback nobody uses at this moment; somebody may take it before we do. */
export async function freePort(): Promise<number> {
  const server = await listen('127.0.0.1', 0);
  const address = server.address();
  await close(server);
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a numbered port');
  return address.port;
}

/** Whether a port of loopback can be opened at this moment. */
export async function isFree(port: number): Promise<boolean> {
  return port <= 65_535 && (await reasonNotFree('127.0.0.1', port)) === undefined;
}

function listen(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
