import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { AgiChannel } from '../../apps/gateway/src/telephony/providers/asterisk/agi/agi-channel.js';
import { AgiBroken } from '../../apps/gateway/src/telephony/providers/asterisk/agi/agi-broken.js';

/** The callers' ends of calls, as they ring in: each is told which keys to press. */
export class Callers {
  /** Whether the last resort connected a caller to its agent. */
  wasTold = false;
  private readonly waiting: ((channel: AgiChannel) => void)[] = [];

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async listen(port: number): Promise<Callers> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const callers = new Callers(server, port);
    server.on('connection', (socket) => void callers.take(new AgiChannel(socket)));
    return callers;
  }

  /** The next caller who has been connected. */
  async next(): Promise<Caller> {
    const channel = await new Promise<AgiChannel>((resolve) => this.waiting.push(resolve));
    return new Caller(channel);
  }

  close(): void {
    this.server.close();
  }

  private async take(channel: AgiChannel): Promise<void> {
    const lines = await channel.readEnvironment().catch((): readonly string[] => []);
    if (lines.includes('agi_network_script: told')) {
      this.wasTold = true;
      channel.close(new AgiBroken('stopping'));
      return;
    }
    this.waiting.shift()?.(channel);
  }
}

/** One caller, who presses keys and hangs up. */
export class Caller {
  constructor(private readonly channel: AgiChannel) {}

  /** Tones, one after the other, as a telephone makes them. */
  async press(keys: string): Promise<void> {
    await this.channel.send({ line: `EXEC SendDTMF "${keys},150,100"`, withinMs: 30_000 });
  }

  hangUp(): void {
    this.channel.close(new AgiBroken('stopping'));
  }
}
