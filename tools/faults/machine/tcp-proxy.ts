import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What happens to what is carried. */
export interface Conditions {
  /** One way, milliseconds; and how much more or less at most. */
  readonly delayMs: number;
  readonly jitterMs: number;
  /** How many of all pieces that arrive end their connection instead: 0 to 1. */
  readonly resets: number;
  /** Of each direction of each connection. */
  readonly bytesPerSecond: number;
}

/** Nothing happens to it. */
export const FINE: Conditions = { delayMs: 0, jitterMs: 0, resets: 0, bytesPerSecond: Number.POSITIVE_INFINITY };

/** More than this is not held for a slow line: the sender has to wait. */
const MOST_HELD_BYTES = 256 * 1024;

/** Carries connections to a server, as well or badly as it is told to at the moment. */
export class TcpProxy {
  private readonly carried = new Set<CarriedConnection>();
  private readonly server: Server;
  conditions: Conditions = FINE;

  private constructor(
    private readonly target: { readonly host: string; readonly port: number },
    private readonly chance: () => number,
  ) {
    this.server = createServer((client) => this.carry(client));
  }

  /** @param chance gives numbers from 0 to 1. */
  static async to(target: { host: string; port: number }, chance: () => number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target, chance);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** From now on nothing comes through on any connection there is, and neither end is told; new ones are carried. */
  halfOpen(): void {
    for (const connection of this.carried) connection.goSilent();
  }

  async close(): Promise<void> {
    this.server.close();
    for (const connection of this.carried) connection.cut();
    await once(this.server, 'close');
  }

  private carry(client: Socket): void {
    const connection = new CarriedConnection(client, connect(this.target), {
      conditions: () => this.conditions,
      chance: this.chance,
      ended: () => this.carried.delete(connection),
    });
    this.carried.add(connection);
  }
}

interface Carriage {
  readonly conditions: () => Conditions;
  readonly chance: () => number;
  readonly ended: () => void;
}

class CarriedConnection {
  private silent = false;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly carriage: Carriage,
  ) {
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.cut());
      socket.on('close', () => {
        if (!this.silent) this.cut();
        if (client.destroyed && server.destroyed) carriage.ended();
      });
    }
    this.bring(client, server);
    this.bring(server, client);
  }

  goSilent(): void {
    this.silent = true;
  }

  cut(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }

  /** In order, each piece when its time has come. */
  private bring(from: Socket, to: Socket): void {
    let free = 0;
    let held = 0;
    const later = (bytes: number, act: () => void) => {
      const { delayMs, jitterMs, bytesPerSecond } = this.carriage.conditions();
      const wait = delayMs + jitterMs * (2 * this.carriage.chance() - 1);
      free = Math.max(free, performance.now() + wait) + (bytes / bytesPerSecond) * 1_000;
      const forMs = free - performance.now();
      if (forMs < 1 && held === 0) act();
      else setTimeout(act, forMs);
    };
    from.on('data', (piece) => {
      if (this.silent) return;
      if (this.carriage.chance() < this.carriage.conditions().resets) {
        this.cut();
        return;
      }
      later(piece.length, () => {
        held -= piece.length;
        if (held < MOST_HELD_BYTES) from.resume();
        if (!this.silent && to.writable) to.write(piece);
      });
      held += piece.length;
      if (held >= MOST_HELD_BYTES) from.pause();
    });
    from.on('end', () => {
      if (!this.silent) later(0, () => to.end());
    });
  }
}
