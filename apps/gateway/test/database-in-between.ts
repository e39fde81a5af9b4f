import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a service and its PostgreSQL, so that a test can take the database away from one service alone. */
export class DatabaseInBetween {
  private readonly sockets = new Set<Socket>();
  private silent = false;

  private constructor(
    private readonly target: URL,
    private server: Server,
    private readonly port: number,
  ) {}

  static async before(databaseUrl: string): Promise<DatabaseInBetween> {
    const target = new URL(databaseUrl);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const between = new DatabaseInBetween(target, server, (server.address() as AddressInfo).port);
    between.listenTo(server);
    return between;
  }

  /** The address to give to the service. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.toString();
  }

  /** As if PostgreSQL had ended: connections break, new ones are refused. */
  async takeAway(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** As it was; harmless when it was not taken away. */
  async giveBack(): Promise<void> {
    this.silent = false;
    if (this.server.listening) return;
    this.server = createServer();
    this.listenTo(this.server);
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
  }

  /** As if PostgreSQL hung: connections stay, nothing comes through any more, for as long as they live. */
  hang(): void {
    this.silent = true;
  }

  private listenTo(server: Server): void {
    server.on('connection', (near) => {
      const far = connect(Number(this.target.port), this.target.hostname);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(from);
        from.on('data', (bytes) => {
          if (!this.silent) to.write(bytes);
        });
        // Either end may be cut at any moment: that is what this is for.
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.sockets.delete(from);
          to.destroy();
        });
      }
    });
  }
}
