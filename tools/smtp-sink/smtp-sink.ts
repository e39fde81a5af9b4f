import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { Conversation } from './conversation.js';
import { Mailbox } from './mailbox.js';
import { honest, type Script } from './script.js';

export interface SinkOptions {
  /** Default: no faults. */
  readonly script?: Script;
  /** Default: any free one. */
  readonly port?: number;
  /** Offers STARTTLS with this certificate; default: no TLS. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  /** More are told 421 at once; default: any number. */
  readonly maxConnections?: number;
  readonly pipelining?: boolean;
  /** How many mails keep their content; default: all. */
  readonly keep?: number;
}

/** A real SMTP server on loopback that can be told to misbehave, and tells what it saw. */
export class SmtpSink {
  readonly mailbox: Mailbox;
  script: Script;
  maxConnections: number;
  /** Seen so far: connections, and mails offered (MAIL commands). */
  connections = 0;
  offers = 0;
  /** When each mail was offered, milliseconds since 1970. */
  readonly offeredAt: number[] = [];
  /** The most connections held at one time. */
  mostAtOnce = 0;
  private readonly open = new Set<Socket>();
  /** Of those, the ones that were greeted. */
  private readonly served = new Set<Socket>();
  private readonly secureContext: SecureContext | undefined;
  private server: Server | undefined;
  private boundPort: number;

  private constructor(private readonly options: SinkOptions) {
    this.mailbox = new Mailbox(options.keep ?? Number.POSITIVE_INFINITY);
    this.script = options.script ?? honest;
    this.maxConnections = options.maxConnections ?? Number.POSITIVE_INFINITY;
    this.secureContext = options.tls && createSecureContext(options.tls);
    this.boundPort = options.port ?? 0;
  }

  static async listen(options: SinkOptions = {}): Promise<SmtpSink> {
    const sink = new SmtpSink(options);
    await sink.comeBack();
    return sink;
  }

  get port(): number {
    return this.boundPort;
  }

  /** As `SMTP_URL` takes it. */
  get url(): string {
    return `smtp://127.0.0.1:${this.boundPort}`;
  }

  /** Nothing was seen and nothing taken so far; connections under way stay. */
  forget(): void {
    this.mailbox.empty();
    this.connections = 0;
    this.offers = 0;
    this.offeredAt.length = 0;
    this.mostAtOnce = this.served.size;
  }

  /** Listens again, at the same port. */
  async comeBack(): Promise<void> {
    const server = createServer((socket) => this.welcome(socket));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.boundPort, '127.0.0.1', resolve);
    });
    this.boundPort = (server.address() as AddressInfo).port;
  }

  /** From now on nobody listens; conversations under way are cut. */
  async goAway(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server?.close(() => resolve()) ?? resolve());
    for (const socket of this.open) socket.destroy();
    this.served.clear();
    await closed;
    this.server = undefined;
  }

  /** Ends the server for good. */
  close(): Promise<void> {
    return this.goAway();
  }

  private welcome(socket: Socket): void {
    this.open.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => this.open.delete(socket));
    if (this.served.size >= this.maxConnections) {
      socket.on('error', () => undefined);
      socket.end('421 4.7.0 too many connections\r\n');
      return;
    }
    this.connections += 1;
    this.served.add(socket);
    socket.on('close', () => this.served.delete(socket));
    this.mostAtOnce = Math.max(this.mostAtOnce, this.served.size);
    new Conversation(socket, {
      number: this.connections,
      mailbox: this.mailbox,
      secureContext: this.secureContext,
      pipelining: this.options.pipelining ?? true,
      ask: (moment) => this.script(moment),
      offered: () => {
        this.offers += 1;
        this.offeredAt.push(Date.now());
      },
    });
  }
}
