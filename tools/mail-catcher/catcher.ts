import { CaughtMails } from './caught-mails.js';
import { type Certificate, SmtpSide } from './smtp-side.js';
import { WebSide } from './web/web-side.js';

/** Where a catcher listens (0: any free port), and where it keeps what it caught. */
export interface CatcherOptions {
  /** Default: loopback, as everybody who reaches it reads every e-mail. */
  readonly host?: string;
  readonly smtpPort: number;
  readonly uiPort: number;
  readonly folder: string;
  /** Whoever hands in an e-mail may ask for TLS; absent: nobody can. */
  readonly tls?: Certificate | undefined;
}

/** A catcher under way. */
export interface RunningCatcher {
  /** As `SMTP_URL` takes it. */
  readonly smtpUrl: string;
  readonly uiUrl: string;
  readonly stop: () => Promise<void>;
}

/** Starts a mail server that delivers nothing, and the page that shows what it took. */
export async function startCatcher({
  host = '127.0.0.1',
  smtpPort,
  uiPort,
  folder,
  tls,
}: CatcherOptions): Promise<RunningCatcher> {
  const mails = await CaughtMails.open(folder);
  const [smtp, web] = [new SmtpSide(mails, tls), new WebSide(mails)];
  const smtpUrl = `smtp://${host}:${await smtp.listen(host, smtpPort)}`;
  const uiUrl = `http://${host}:${await web.listen(host, uiPort)}`;
  const stop = async () => {
    await Promise.all([smtp.close(), web.close()]);
  };
  return { smtpUrl, uiUrl, stop };
}
