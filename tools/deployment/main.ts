import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { orOneSentence, Problem } from '../bootstrap/problem.mjs';
import { layOut } from './folder.js';
import { pinImages } from './pin-images.js';

/** The folder of the project: this file is in dist/tools/deployment. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const USAGE = `npm run deployment -- FOLDER [--owner 1000] [--teams teams.yaml]
                            [--bus-host nats --bus-host 10.0.0.5] [--database-host postgres] [--database-port 5432]
                            [--database-ca ca.crt] [--pin-images]
    makes, once, everything a deployment keeps secret: keys, passwords, the bus' configuration and certificates

    --database-ca   the database is spoken to with TLS, and this authority vouches for it
    --pin-images    asks the registries, by docker, which content the images of others have now: FOLDER/images.env`;

const OPTIONS = {
  owner: { type: 'string', default: '1000' },
  teams: { type: 'string' },
  'bus-host': { type: 'string', multiple: true },
  'database-host': { type: 'string', default: 'postgres' },
  'database-port': { type: 'string', default: '5432' },
  'database-ca': { type: 'string' },
  'pin-images': { type: 'boolean', default: false },
} as const;

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Problem(`--${name} ${text}: must be a whole number.\n\n${USAGE}`);
  return Number(text);
}

function existing(option: string, path: string): string {
  if (!existsSync(path)) throw new Problem(`${option} ${path}: there is no such file.`);
  return resolve(path);
}

await orOneSentence(async () => {
  const { values, positionals } = readArguments();
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new Problem(USAGE);
  layOut({
    folder: resolve(folder),
    owner: wholeNumber('owner', values.owner),
    busHosts: values['bus-host'] ?? ['nats'],
    databaseHost: values['database-host'],
    databasePort: wholeNumber('database-port', values['database-port']),
    databaseCaFile: values['database-ca'] === undefined ? undefined : existing('--database-ca', values['database-ca']),
    teamsFile: values.teams === undefined ? undefined : resolve(values.teams),
  });
  if (values['pin-images'])
    console.log(`${await pinImages(ROOT, resolve(folder))}: docker compose --env-file takes it.`);
  console.log(`${resolve(folder)} is ready: keep a copy of it where backups of the database are not.`);
  console.log('Move authority/ca.key off this machine; it is needed only for further certificates.');
});
