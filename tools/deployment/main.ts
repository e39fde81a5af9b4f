import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { orOneSentence, Problem } from '../bootstrap/problem.mjs';
import { layOut } from './folder.js';

const USAGE = `npm run deployment -- FOLDER [--owner 1000] [--teams teams.yaml]
                            [--bus-host nats --bus-host 10.0.0.5] [--database-host postgres] [--database-port 5432]
    makes, once, everything a deployment keeps secret: keys, passwords, the bus' configuration and certificates`;

const OPTIONS = {
  owner: { type: 'string', default: '1000' },
  teams: { type: 'string' },
  'bus-host': { type: 'string', multiple: true },
  'database-host': { type: 'string', default: 'postgres' },
  'database-port': { type: 'string', default: '5432' },
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
    teamsFile: values.teams === undefined ? undefined : resolve(values.teams),
  });
  console.log(`${resolve(folder)} is ready: keep a copy of it where backups of the database are not.`);
  console.log('Move authority/ca.key off this machine; it is needed only for further certificates.');
});
