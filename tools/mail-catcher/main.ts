import { ConfigurationError, readSettings } from '#libs/config';
import { z } from 'zod';
import { startCatcher } from './catcher.js';

const Port = z.coerce.number().int().min(1).max(65_535);

const CatcherSettings = z.object({
  /** Loopback; in a container, whatever reaches it. */
  MAIL_HOST: z.string().min(1).default('127.0.0.1'),
  SMTP_PORT: Port.default(1025),
  MAIL_UI_PORT: Port.default(1080),
  /** Where caught mails are kept. */
  MAIL_DIR: z.string().min(1),
});

/** The mail catcher of the demo, as a process of its own. */
async function main(): Promise<void> {
  const { MAIL_HOST, SMTP_PORT, MAIL_UI_PORT, MAIL_DIR } = readSettings(CatcherSettings, process.env);
  const catcher = await startCatcher({
    host: MAIL_HOST,
    smtpPort: SMTP_PORT,
    uiPort: MAIL_UI_PORT,
    folder: MAIL_DIR,
  });
  const end = () => void catcher.stop().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  console.log(`mail catcher: ${catcher.uiUrl}, ${catcher.smtpUrl}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
});
