import { clockLibrary, Clocks } from './clocks.js';
import { TcpProxy } from './tcp-proxy.js';

/** Where the servers of a bank listen. */
export interface Servers {
  readonly natsPort: number;
  readonly postgresPort: number;
}

const HOST = '127.0.0.1';

/** What a bank's processes stand on, to be spoilt: the clock of each, and the network between each and its servers. */
export class Machine {
  private constructor(
    /** Undefined where clocks cannot be set. */
    readonly clocks: Clocks | undefined,
    /** To NATS and to PostgreSQL: by these two ways everything goes that the apps say to each other and keep. */
    readonly ways: { readonly bus: TcpProxy; readonly database: TcpProxy },
  ) {}

  /**
   * @param folder that every process can read.
   * @param chance gives numbers from 0 to 1.
   */
  static async around({ natsPort, postgresPort }: Servers, folder: string, chance: () => number): Promise<Machine> {
    const library = clockLibrary();
    const [bus, database] = await Promise.all([
      TcpProxy.to({ host: HOST, port: natsPort }, chance),
      TcpProxy.to({ host: HOST, port: postgresPort }, chance),
    ]);
    return new Machine(library === undefined ? undefined : new Clocks(library, folder), { bus, database });
  }

  /** What a process is told at its start, so that it stands on this. */
  altered(name: string, environment: Record<string, string>): Record<string, string> {
    const { NATS_URL, DATABASE_URL } = environment;
    return {
      ...environment,
      ...(NATS_URL === undefined ? {} : { NATS_URL: withPort(NATS_URL, this.ways.bus.port) }),
      ...(DATABASE_URL === undefined ? {} : { DATABASE_URL: withPort(DATABASE_URL, this.ways.database.port) }),
      ...this.clocks?.environmentOf(name),
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.ways.bus.close(), this.ways.database.close()]);
  }
}

function withPort(address: string, port: number): string {
  const url = new URL(address);
  url.port = String(port);
  return url.href.replace(/\/$/, '');
}
