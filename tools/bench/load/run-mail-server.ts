import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { MailServerFigures, MailServerOrder } from './mail-server.js';

/** The mail server of a benchmark, in its own process. */
export class MailServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<MailServer> {
    const child = fork(fileURLToPath(new URL('./mail-server.js', import.meta.url)));
    await once(child, 'message');
    const { url } = await ordered(child, 'tell');
    return new MailServer(child, url);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  tell(order: MailServerOrder): Promise<MailServerFigures> {
    return ordered(this.child, order);
  }

  stop(): void {
    this.child.disconnect();
  }
}

async function ordered(child: ChildProcess, order: MailServerOrder): Promise<MailServerFigures> {
  child.send(order);
  const [figures] = (await once(child, 'message')) as [MailServerFigures];
  return figures;
}
