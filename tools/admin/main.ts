import { ConfigurationError, readSettings } from '#libs/config';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TOTP } from 'otpauth';
import { z } from 'zod';
import { ADMIN_CONTROLLERS } from '../../apps/gateway/src/administration/controllers.js';
import { Role } from '../../apps/gateway/src/administration/routes/role.js';
import { roleTable, routesOf } from '../../apps/gateway/src/administration/routes/route-table.js';
import { UserRefused } from '../../apps/gateway/src/administration/users/staff.js';
import { asRole, BANK_DATABASE, databaseUrl } from '../start/postgres/bank-database.js';
import { places, readStartSettings } from '../start/settings.js';
import { askPassword, PasswordsDiffer } from './ask-password.js';
import { readDemoStaff } from './demo-staff.js';
import { type GatewayPlace, type OpenStaff, openStaff } from './open-staff.js';

const USAGE = `npm run admin -- create-user <name> --roles operator,security   asks for a password, prints the secret for an authenticator
npm run admin -- reset-user <name>       another password and secret, for who lost them; lets in who was shut out
npm run admin -- disable-user <name>     shuts a user out
npm run admin -- users                   who may sign in
npm run admin -- roles                   which role may use which route
npm run admin -- code <name>             the present code of a user of the demo

Roles: ${Role.options.join(', ')}.`;

/** What was typed makes no sense; the message says what would. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What a gateway's own environment has, when the command runs in it. */
const Settings = z.object({
  SECRETS_DIR: z.string().optional(),
  DATABASE_URL: z.string().optional(),
  BANK_NAME: z.string().default('Banka Demo'),
});

const folder = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');

/** What `npm run admin` does. */
async function main(): Promise<void> {
  const { values, positionals } = parsed();
  const [command, name, ...more] = positionals;
  if (command === undefined || more.length > 0) throw new UsageError(USAGE);
  if (command === 'roles') console.log(roleTable(routesOf(ADMIN_CONTROLLERS)));
  else if (command === 'code' && name !== undefined) console.log(demoCode(name));
  else if (command === 'users') await withStaff(listUsers);
  else if (command === 'create-user' && name !== undefined) {
    const roles = rolesIn(values.roles);
    await withStaff((open) => createUser(open, name, roles));
  } else if (command === 'reset-user' && name !== undefined) await withStaff((open) => resetUser(open, name));
  else if (command === 'disable-user' && name !== undefined) await withStaff((open) => disableUser(open, name));
  else throw new UsageError(USAGE);
}

function parsed() {
  try {
    return parseArgs({ options: { roles: { type: 'string' } }, allowPositionals: true });
  } catch {
    throw new UsageError(USAGE);
  }
}

function rolesIn(text: string | undefined): Role[] {
  const roles = z.array(Role).min(1).safeParse(text?.split(','));
  if (!roles.success) throw new UsageError(`--roles takes some of ${Role.options.join(', ')}\n\n${USAGE}`);
  return roles.data;
}

async function withStaff(work: (open: OpenStaff) => Promise<void>): Promise<void> {
  const open = await openStaff(gatewayPlace());
  try {
    await work(open);
  } finally {
    await open.close();
  }
}

/** The gateway whose environment this is, or the one that `npm start` runs below DATA_DIR. */
function gatewayPlace(): GatewayPlace {
  const { SECRETS_DIR, DATABASE_URL, BANK_NAME: bankName } = readSettings(Settings, process.env);
  if (SECRETS_DIR !== undefined && DATABASE_URL !== undefined)
    return { databaseUrl: DATABASE_URL, secretsDir: SECRETS_DIR, bankName };
  const settings = readStartSettings(process.env, folder);
  const { secrets, keysOf } = places(settings.dataDir);
  const own = { host: '127.0.0.1', port: settings.postgresPort, database: BANK_DATABASE };
  const password = passwordIn(join(secrets, 'database/gateway.password'));
  const url = settings.databaseUrl ?? databaseUrl(own, 'gateway', password);
  return { databaseUrl: asRole(url, 'gateway', password), secretsDir: keysOf('gateway'), bankName };
}

function passwordIn(file: string): string {
  try {
    return Buffer.from(readFileSync(file, 'utf8').trim(), 'base64').toString('base64url');
  } catch {
    throw new UsageError(`There is no bank here yet (${file}): npm start first, or set DATA_DIR.`);
  }
}

const who = () => `staff:${userInfo().username} at the command line`;

async function createUser({ staff, audit }: OpenStaff, name: string, roles: Role[]): Promise<void> {
  const password = await askPassword();
  const subject = `staff:${name.toLowerCase()}`;
  await audit.record({ actor: who(), action: 'admin.create-user', subject, details: { roles } });
  const { uri, secret } = await staff.create({ name, roles, password, isSample: false, createdBy: who() });
  console.log(`${name} may sign in as ${roles.join(', ')}.\n${secretText(uri, secret)}`);
}

async function resetUser({ staff, sessions, users, audit }: OpenStaff, name: string): Promise<void> {
  const password = await askPassword();
  await audit.record({ actor: who(), action: 'admin.reset-user', subject: `staff:${name.toLowerCase()}` });
  const { uri, secret } = await staff.reset(name, password);
  const user = await users.named(name.toLowerCase());
  if (user) await sessions.endAllOf(user.id);
  console.log(`${name} has a new password and a new secret.\n${secretText(uri, secret)}`);
}

async function disableUser({ users, sessions, audit }: OpenStaff, name: string): Promise<void> {
  const user = await users.named(name.toLowerCase());
  if (!user) throw new UserRefused(`there is no user ${name}`);
  await audit.record({ actor: who(), action: 'admin.disable-user', subject: `staff:${user.name}` });
  await users.disable(user.id);
  await sessions.endAllOf(user.id);
  console.log(`${user.name} is shut out.`);
}

async function listUsers({ users }: OpenStaff): Promise<void> {
  const list = await users.list();
  const lines = list.map(
    ({ name, roles, isDisabled }) => `${name}  ${roles.join(', ')}${isDisabled ? '  shut out' : ''}`,
  );
  console.log(lines.join('\n') || 'Nobody yet: npm run admin -- create-user <name> --roles administrator');
}

const secretText = (uri: string, secret: string) =>
  `Put this into an authenticator app; it is not shown again:\n  ${secret}\n  ${uri}`;

/** In the demo nobody needs a second device. */
function demoCode(name: string): string {
  const { demoStaff } = places(readStartSettings(process.env, folder).dataDir);
  const member = readDemoStaff(demoStaff).find((one) => one.name === name);
  if (!member)
    throw new UsageError(`${demoStaff} has no ${name}: the codes of others are in their authenticator apps.`);
  return new TOTP({ secret: member.secret }).generate();
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  const isExpected = [UsageError, UserRefused, ConfigurationError, PasswordsDiffer].some(
    (kind) => error instanceof kind,
  );
  console.error(error instanceof Error && isExpected ? error.message : error);
});
