import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const HEAD =
  'POST /telephony/twilio/call HTTP/1.1\r\nHost: bank\r\nContent-Type: application/x-www-form-urlencoded\r\n';

/** What a slow or huge client does with its connection; `say` tells whether anybody listens still. */
type Habit = (say: (bytes: string | Buffer) => Promise<boolean>) => Promise<unknown>;

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const filler = Buffer.alloc(64 * 1024, 'x');

/** One byte a second, for as long as anybody listens. */
async function trickle(say: Parameters<Habit>[0], byte: () => string): Promise<void> {
  while (await say(byte())) await sleep(1_000);
}

/** Connections that are held and hardly used. */
export const STALLED: Readonly<Record<string, Habit>> = {
  'says nothing': () => Promise.resolve(),
  'half a header': (say) => say(`${HEAD}X-Half:`),
  'a header, byte by byte': async (say) => {
    await say(`${HEAD}X-Slow: `);
    await trickle(say, () => 'x');
  },
  'half a body': (say) => say(`${HEAD}Content-Length: 1000\r\n\r\nAccountSid=AC`),
  'a body, byte by byte': async (say) => {
    await say(`${HEAD}Content-Length: 1000\r\n\r\n`);
    await trickle(say, () => 'x');
  },
  'a chunk a second without end': async (say) => {
    await say(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    await trickle(say, () => chunk('x'));
  },
};

/** Requests that are too large, sent as fast as they are taken. */
export const HUGE: Readonly<Record<string, Habit>> = {
  '10 MB': async (say) => {
    await say(`${HEAD}Content-Length: 10000000\r\n\r\n`);
    for (let sent = 0; sent < 10_000_000; sent += filler.length) if (!(await say(filler))) return;
  },
  '1,000 headers': (say) => say(HEAD + Array.from({ length: 1_000 }, (_, n) => `X-${n}: ${n}\r\n`).join('') + '\r\n'),
  'chunks without end': async (say) => {
    await say(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    while (await say(chunk(filler.toString('latin1'))));
  },
};

/** What became of a connection. */
export interface Ended {
  readonly what: string;
  readonly seconds: number;
  /** The status it was answered with, if any. */
  readonly status: string | undefined;
}

/** Opens a connection from an address of this machine. @returns when the other side has closed it. */
export function hold(gateway: string, from: string, [what, habit]: readonly [string, Habit]): Promise<Ended> {
  const { port } = new URL(gateway);
  const began = performance.now();
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress: from, noDelay: true });
    const say = (bytes: string | Buffer) =>
      new Promise<boolean>((done) => {
        if (socket.destroyed || !socket.writable) done(false);
        else socket.write(bytes, (error) => done(!error));
      });
    socket.on('data', (bytes) => (heard += bytes.toString('latin1')));
    // A connection that is cut in the middle of a write ends with an error; its close follows.
    socket.on('error', () => undefined);
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      const status = /^HTTP\/1\.1 (\d+)/.exec(heard)?.[1];
      resolve({ what, seconds: (performance.now() - began) / 1_000, status });
    });
    socket.on('connect', () => void habit(say));
  });
}
