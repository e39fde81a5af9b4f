import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The settings are unusable; the message lists every problem, one a line, and never a value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** `demo` may use sample values; `production` refuses every one of them. */
export const Profile = z.enum(['demo', 'production']);
export type Profile = z.output<typeof Profile>;

/** What whoever speaks on the bus needs. */
export const BusSettings = z.object({
  PROFILE: Profile.default('production'),
  NATS_URL: z.string().min(1),
  /** Seed of this process's nkey; default: `nats.nk` in SECRETS_DIR. */
  NATS_NKEY_FILE: z.string().optional(),
  /** TLS both ways, files in PEM: whom to believe, and who we are. All three or none. */
  NATS_CA_FILE: z.string().optional(),
  NATS_CERT_FILE: z.string().optional(),
  NATS_KEY_FILE: z.string().optional(),
  /** Folder with this service's own secret files and nobody else's (S3). */
  SECRETS_DIR: z.string().min(1),
});
export type BusSettings = z.output<typeof BusSettings>;

/** What every app needs. */
export const CommonSettings = BusSettings.extend({
  NODE_ENV: z.string().default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATABASE_URL: z.string().min(1),
  /** Where /health and /metrics are answered; loopback, unless probes come from elsewhere. */
  HEALTH_HOST: z.string().min(1).default('127.0.0.1'),
  /** 0 picks a free port; unset opens none. */
  HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
});

/** What stands in a setting that lists several things, separated by commas; empty items are none. */
export function commaList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** A switch in the environment: on/off, true/false, 1/0, yes/no. */
export const Switch = z
  .string()
  .toLowerCase()
  .refine((text) => /^(on|off|true|false|1|0|yes|no)$/.test(text), { error: 'must be on or off' })
  .transform((text) => /^(on|true|1|yes)$/.test(text));

/** Variables that hold a secret, or an address with one, and may be given as the name of a file instead (S41). */
const IN_A_FILE = /^(\w*(?:PASSWORD|TOKEN|SECRET|SIGNING_KEY|_URL))_FILE$/;

/** `SMTP_PASSWORD_FILE=/run/secrets/smtp` gives SMTP_PASSWORD what is in the file, without the line's end. */
function withSecretFiles(environment: Readonly<Record<string, string>>): Record<string, string> {
  const given: Record<string, string> = { ...environment };
  for (const [variable, path] of Object.entries(environment)) {
    const [, name] = IN_A_FILE.exec(variable) ?? [];
    if (name === undefined) continue;
    if (name in environment)
      throw new ConfigurationError(`the settings cannot be used:\n  ${name}: is given twice, also by ${variable}`);
    given[name] = textOf(variable, path);
  }
  return given;
}

function textOf(variable: string, path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new ConfigurationError(`the settings cannot be used:\n  ${variable}: ${path} cannot be read`, { cause });
  }
  if (text === '') throw new ConfigurationError(`the settings cannot be used:\n  ${variable}: ${path} is empty`);
  return text;
}

/**
 * Reads settings from an environment, all problems at once. A secret may stand in a file instead.
 * @throws ConfigurationError naming each variable and what is wrong with it; values are never repeated.
 */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  environment: Record<string, string | undefined>,
): z.output<Schema> {
  // An empty variable is what `FOO=` in a file gives: the same as unset.
  const given = withSecretFiles(
    Object.fromEntries(
      Object.entries(environment).filter(
        (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
      ),
    ),
  );
  // The demo's samples are the same in every copy, so nothing that calls itself production runs with them (S41).
  if (given['PROFILE'] === 'demo' && given['NODE_ENV'] === 'production')
    throw new ConfigurationError('the settings cannot be used:\n  PROFILE: must be production, as NODE_ENV is');
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const name = issue.path.join('.') || 'environment';
    const missing = issue.code === 'invalid_type' && !(name in given);
    return `  ${name}: ${missing ? 'is not set' : issue.message}`;
  });
  throw new ConfigurationError(`the settings cannot be used:\n${problems.join('\n')}`);
}
