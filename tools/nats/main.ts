import { BUS_USERS } from '#libs/contracts';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { orOneSentence, Problem } from '../bootstrap/problem.mjs';
import { places, readStartSettings } from '../start/settings.js';
import { busConfiguration } from './bus-configuration.js';
import { makeCertificate } from './certificates.js';
import { ensureKey } from './keys.js';

const USAGE = `npm run nats -- config [--out nats.conf] [--secrets DIR] [--teams teams.yaml] [--listen 0.0.0.0:4222]
                       [--monitoring 8222] [--tls-cert FILE --tls-key FILE --tls-ca FILE]
    a server's configuration: who may say and hear what, made from the contracts; keys that are missing are made
npm run nats -- key FILE
    makes the seed of a team's nkey and prints its public half, for teams.yaml
npm run nats -- certificates DIR --host NAME [--host NAME …]
    certificates for TLS both ways: an authority, the server, and each user of the platform`;

const OPTIONS = {
  out: { type: 'string' },
  secrets: { type: 'string' },
  teams: { type: 'string' },
  listen: { type: 'string' },
  monitoring: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'tls-ca': { type: 'string' },
  host: { type: 'string', multiple: true },
} as const;

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

type Values = ReturnType<typeof readArguments>['values'];

function main(): void {
  const { values, positionals } = readArguments();
  const [command, target] = positionals;
  if (command === 'config') writeConfig(values);
  else if (command === 'key' && target !== undefined) console.log(ensureKey(resolve(target)));
  else if (command === 'certificates' && target !== undefined) writeCertificates(resolve(target), values.host ?? []);
  else throw new Problem(USAGE);
}

function writeConfig(values: Values): void {
  const settings = readStartSettings(process.env, process.cwd());
  const tls = tlsFiles(values);
  const text = busConfiguration({
    secrets: values.secrets === undefined ? places(settings.dataDir).secrets : resolve(values.secrets),
    teamsFile: values.teams === undefined ? settings.natsTeamsFile : resolve(values.teams),
    ...(values.listen === undefined ? {} : { listen: values.listen }),
    ...(values.monitoring === undefined ? {} : { monitoringPort: port(values.monitoring) }),
    ...(tls ? { tls } : {}),
  });
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(resolve(values.out), text);
}

/** As the server will find them, which may be another machine. */
function tlsFiles(values: Values) {
  const { 'tls-cert': certFile, 'tls-key': keyFile, 'tls-ca': caFile } = values;
  if (certFile !== undefined && keyFile !== undefined && caFile !== undefined) return { certFile, keyFile, caFile };
  if ([certFile, keyFile, caFile].some((file) => file !== undefined))
    throw new Problem('TLS needs all three: --tls-cert, --tls-key and --tls-ca.');
  return undefined;
}

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new Problem(`--monitoring ${text}: must be a port, 1 to 65535.`);
  return number;
}

function writeCertificates(folder: string, hosts: readonly string[]): void {
  if (hosts.length === 0) throw new Problem(`Name the server with --host, as clients will reach it.\n\n${USAGE}`);
  makeCertificate(folder, { name: 'server', hosts });
  for (const name of BUS_USERS) makeCertificate(folder, { name });
  console.log(
    `${folder}: ca.crt, server.crt, and a certificate for each of ${BUS_USERS.join(', ')}; keep ca.key elsewhere`,
  );
}

await orOneSentence(async () => main());
