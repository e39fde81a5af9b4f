import { chownSync, copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUS_USERS } from '#libs/contracts';
import { Problem } from '../bootstrap/problem.mjs';
import { busConfiguration } from '../nats/bus-configuration.js';
import { makeCertificate } from '../nats/certificates.js';
import { APPS } from '../start/apps.js';
import { ensureKeys, ensurePassword } from '../start/key-files.js';
import { BANK_DATABASE, databaseUrl } from '../start/postgres/bank-database.js';

/** How the parts of a deployment find each other. */
export interface DeploymentPlan {
  /** Where everything secret of the deployment is kept. */
  readonly folder: string;
  /** Names and addresses under which the bus is reached. */
  readonly busHosts: readonly string[];
  readonly databaseHost: string;
  readonly databasePort: number;
  /** PEM of the authority that vouches for a database on another machine; absent: it is spoken to without TLS. */
  readonly databaseCaFile?: string | undefined;
  /** User number of the images' ordinary user, who alone may read the secrets. */
  readonly owner: number;
  /** YAML list of teams outside that may speak on the bus. */
  readonly teamsFile?: string | undefined;
}

/** Where the server of the bus finds its own files, in its container. */
const BUS_FILES = '/etc/nats';
/** Where an app finds its own. */
const SECRET_FILES = '/run/secrets/phone-banking';
const DATABASE_CA = 'database-ca.crt';
/** The name of its container, which is the name it is reached by. */
const MAIL_CATCHER = 'mail-catcher';

/**
 * Makes what a deployment keeps secret, once: keys, nkeys, passwords of the database roles, certificates of the bus and
 * its configuration. What exists is kept, so it can be run again after an update, when a contract or a team was added.
 *
 *     secrets/<app>/        mounted into that app's container alone
 *     secrets/migrate/      addresses and passwords for the migration
 *     secrets/importer/     of whoever loads the bank's data
 *     secrets/mail-catcher/ of the mail server for trying out
 *     postgres/password     of the database's own administrator
 *     nats/                 configuration, certificate and key of the bus
 *     bank/                 the bank's own files, such as its queues
 *     import/               files to load, for as long as they are loaded
 *     authority/            the bus' own authority; its key belongs somewhere safe, not on the server
 * @throws Problem when a key that was in use is lost, or openssl is missing.
 */
export function layOut(plan: DeploymentPlan): void {
  const secrets = join(plan.folder, 'secrets');
  mkdirSync(plan.folder, { recursive: true, mode: 0o700 });
  ensureKeys(secrets, existsSync(join(secrets, 'made.json')));
  layOutDatabase(plan, secrets);
  layOutBus(plan, secrets);
  layOutMailCatcher(plan.folder, secrets);
  mkdirSync(join(plan.folder, 'bank'), { recursive: true });
  mkdirSync(join(plan.folder, 'import'), { recursive: true, mode: 0o700 });
  giveTo(plan.owner, plan.folder);
}

function layOutDatabase(plan: DeploymentPlan, secrets: string): void {
  const { folder, databaseHost, databasePort, databaseCaFile } = plan;
  const server = { host: databaseHost, port: databasePort, database: BANK_DATABASE };
  const passwordOf = (role: string) => ensurePassword(secrets, `database/${role}.password`);
  const addressFor = (owner: string, role: string) => {
    const own = join(secrets, owner);
    const url = new URL(databaseUrl(server, role, passwordOf(role)));
    if (databaseCaFile !== undefined) {
      url.search = `sslmode=verify-full&sslrootcert=${SECRET_FILES}/${DATABASE_CA}`;
      mkdirSync(own, { recursive: true, mode: 0o700 });
      copyAll({ [DATABASE_CA]: databaseCaFile }, own);
    }
    secretFile(join(own, 'database-url'), url.href);
  };
  for (const app of APPS) {
    addressFor(app, app);
    secretFile(join(secrets, 'migrate', `${app}-database-password`), passwordOf(app));
  }
  addressFor('migrate', 'postgres');
  // The server runs as a user of its own; the folder keeps everybody else on this machine away.
  secretFile(join(folder, 'postgres', 'password'), passwordOf('postgres'), 0o444);
}

function layOutBus({ folder, busHosts, teamsFile }: DeploymentPlan, secrets: string): void {
  const authority = join(folder, 'authority');
  const nats = join(folder, 'nats');
  mkdirSync(nats, { recursive: true, mode: 0o700 });
  const tls = {
    certFile: `${BUS_FILES}/server.crt`,
    keyFile: `${BUS_FILES}/server.key`,
    caFile: `${BUS_FILES}/ca.crt`,
  };
  // It writes a key for each user of the bus into that user's folder.
  const text = busConfiguration({ secrets, teamsFile, listen: '0.0.0.0:4222', monitoringPort: 8222, tls });
  writeFileSync(join(nats, 'nats.conf'), text, { mode: 0o600 });
  if (!existsSync(join(nats, 'server.crt'))) {
    const { caFile, certFile, keyFile } = makeCertificate(authority, { name: 'server', hosts: busHosts });
    copyAll({ 'ca.crt': caFile, 'server.crt': certFile, 'server.key': keyFile }, nats);
  }
  for (const user of BUS_USERS) {
    const own = join(secrets, user);
    if (existsSync(join(own, 'bus.crt'))) continue;
    const { caFile, certFile, keyFile } = makeCertificate(authority, { name: user });
    copyAll({ 'bus-ca.crt': caFile, 'bus.crt': certFile, 'bus.key': keyFile }, own);
  }
}

/** Production sends no e-mail without TLS, not even to the server that only shows it. */
function layOutMailCatcher(folder: string, secrets: string): void {
  const own = join(secrets, MAIL_CATCHER);
  if (existsSync(join(own, `${MAIL_CATCHER}.crt`))) return;
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const { certFile, keyFile } = makeCertificate(join(folder, 'authority'), {
    name: MAIL_CATCHER,
    hosts: [MAIL_CATCHER],
  });
  copyAll({ [`${MAIL_CATCHER}.crt`]: certFile, [`${MAIL_CATCHER}.key`]: keyFile }, own);
}

function copyAll(files: Readonly<Record<string, string>>, folder: string): void {
  for (const [name, from] of Object.entries(files)) copyFileSync(from, join(folder, name));
}

function secretFile(path: string, text: string, mode = 0o400): void {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) writeFileSync(path, `${text}\n`, { mode });
}

/** Everything belongs to the images' user, who alone may read it. */
function giveTo(owner: number, path: string): void {
  const self = process.getuid?.() ?? owner;
  if (self !== 0 && self !== owner)
    throw new Problem(`The files would belong to user ${self}: run this as root, or with --owner ${self}.`);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) giveTo(owner, join(path, name));
  if (self === 0) chownSync(path, owner, owner);
}
