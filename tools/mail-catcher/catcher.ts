import { CaughtMails } from './caught-mails.js';
import { SmtpSide } from './smtp-side.js';
import { WebSide } from './web/web-side.js';

/** Where a catcher listens (0: any free port), on loopback, and where it keeps what it caught. */
export interface CatcherOptions {
  readonly smtpPort: number;
  readonly uiPort: number;
  readonly folder: string;
}

/** A catcher under way. */
export interface RunningCatcher {
  /** As `SMTP_URL` takes it. */
  readonly smtpUrl: string;
  readonly uiUrl: string;
  readonly stop: () => Promise<void>;
}

/** Starts a mail server that delivers nothing, and the page that shows what it took. */
export async function startCatcher({ smtpPort, uiPort, folder }: CatcherOptions): Promise<RunningCatcher> {
  const mails = await CaughtMails.open(folder);
  const [smtp, web] = [new SmtpSide(mails), new WebSide(mails)];
  const smtpUrl = `smtp://127.0.0.1:${await smtp.listen(smtpPort)}`;
  const uiUrl = `http://127.0.0.1:${await web.listen(uiPort)}`;
  const stop = async () => {
    await Promise.all([smtp.close(), web.close()]);
  };
  return { smtpUrl, uiUrl, stop };
}
