import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import type { CaughtMails } from './caught-mails.js';

const LARGEST = 30_000_000;

/** PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Takes every mail for everybody, on this machine only, and delivers none. */
export class SmtpSide {
  private readonly server: SMTPServer;

  constructor(
    private readonly mails: CaughtMails,
    tls?: Certificate,
  ) {
    this.server = new SMTPServer({
      name: 'mail-catcher.localhost',
      banner: 'mail catcher of the demo: nothing is delivered',
      // In the demo nothing leaves this machine: there is nothing to hide on the way, and nobody to tell from another.
      disabledCommands: tls ? ['AUTH'] : ['STARTTLS', 'AUTH'],
      ...tls,
      size: LARGEST,
      logger: false,
      disableReverseLookup: true,
      closeTimeout: 500,
      onData: (stream, session, done) => {
        this.take(stream, session).then(
          () => done(null),
          (error: unknown) => done(error instanceof Error ? error : new Error('not kept')),
        );
      },
    });
    // A client that hangs up in the middle is no reason to end.
    this.server.on('error', () => undefined);
  }

  /** @returns the port it listens on, on loopback. */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => resolve());
    });
    return (this.server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    if (stream.sizeExceeded) throw Object.assign(new Error('larger than a mail may be'), { responseCode: 552 });
    const raw = Buffer.concat(parts);
    const { subject } = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
    const { mailFrom, rcptTo } = session.envelope;
    const from = mailFrom === false ? '' : mailFrom.address;
    await this.mails.add({ from, to: rcptTo.map(({ address }) => address), subject: subject ?? '' }, raw);
  }
}
