import { ConfigurationError, readSettings } from '#libs/config';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { startCatcher } from './catcher.js';
import type { Certificate } from './smtp-side.js';

const Port = z.coerce.number().int().min(1).max(65_535);

const CatcherSettings = z.object({
  /** Loopback; in a container, whatever reaches it. */
  MAIL_HOST: z.string().min(1).default('127.0.0.1'),
  SMTP_PORT: Port.default(1025),
  MAIL_UI_PORT: Port.default(1080),
  /** Where caught mails are kept. */
  MAIL_DIR: z.string().min(1),
  /** STARTTLS with this certificate and key, files in PEM, as production sends nothing without it; both or neither. */
  SMTP_CERT_FILE: z.string().optional(),
  SMTP_KEY_FILE: z.string().optional(),
});

/** The mail catcher of the demo, as a process of its own. */
async function main(): Promise<void> {
  const settings = readSettings(CatcherSettings, process.env);
  const catcher = await startCatcher({
    host: settings.MAIL_HOST,
    smtpPort: settings.SMTP_PORT,
    uiPort: settings.MAIL_UI_PORT,
    folder: settings.MAIL_DIR,
    tls: certificate(settings),
  });
  const end = () => void catcher.stop().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  console.log(`mail catcher: ${catcher.uiUrl}, ${catcher.smtpUrl}`);
}

function certificate({ SMTP_CERT_FILE, SMTP_KEY_FILE }: z.output<typeof CatcherSettings>): Certificate | undefined {
  if (SMTP_CERT_FILE === undefined && SMTP_KEY_FILE === undefined) return undefined;
  if (SMTP_CERT_FILE === undefined || SMTP_KEY_FILE === undefined)
    throw new ConfigurationError('SMTP_CERT_FILE and SMTP_KEY_FILE: set both, or neither');
  return { cert: readFileSync(SMTP_CERT_FILE), key: readFileSync(SMTP_KEY_FILE) };
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
});
