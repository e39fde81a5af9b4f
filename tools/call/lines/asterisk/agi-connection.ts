import { connect, type Socket } from 'node:net';
import { LineFault } from '../../phone-line.js';

/** The gateway answers nothing for so long that a caller would be gone, milliseconds. */
const SILENT_MS = 15_000;

/** The gateway let Asterisk wait for a command. */
export class NoCommand extends LineFault {
  override readonly name = 'NoCommand';
}

/** One connection of Asterisk to the gateway: what it says first, then a command and an answer in turns. */
export class AgiConnection {
  private readonly lines: string[] = [];
  private rest = '';
  private isClosed = false;
  private wake: () => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      const pieces = `${this.rest}${text}`.split('\n');
      this.rest = pieces.pop() ?? '';
      this.lines.push(...pieces);
      this.wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
  }

  /** Undefined when nobody listens there. */
  static async open(
    address: { host: string; port: number },
    environment: readonly string[],
  ): Promise<AgiConnection | undefined> {
    const socket = connect({ ...address, noDelay: true });
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (!isOpen) return undefined;
    const connection = new AgiConnection(socket);
    // Each line is a write of its own, as Asterisk does it.
    for (const line of environment) socket.write(`${line}\n`);
    socket.write('\n');
    return connection;
  }

  /** The next command; undefined when the gateway closed the connection. @throws NoCommand. */
  async next(): Promise<string | undefined> {
    const until = Date.now() + SILENT_MS;
    while (this.lines.length === 0 && !this.isClosed) {
      const leftMs = until - Date.now();
      if (leftMs <= 0) throw new NoCommand(`no command within ${SILENT_MS} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.lines.shift();
  }

  /** A line to the gateway: an answer, or `HANGUP`. */
  write(line: string): void {
    this.socket.write(`${line}\n`);
  }

  /** The network or the gateway's machine fails: what was written arrives, nothing else does. */
  cut(): void {
    this.socket.destroySoon();
    this.isClosed = true;
  }
}
