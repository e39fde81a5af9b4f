import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { layOut } from './folder.js';

const textOf = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const self = process.getuid?.() ?? 0;
let folder: string;
const readIn = (path: string) => readFileSync(join(folder, path), 'utf8');
const make = (more: { databaseCaFile?: string } = {}) => {
  layOut({ folder, owner: self, busHosts: ['nats'], databaseHost: 'postgres', databasePort: 5_432, ...more });
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deployment-'));
  make();
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Service {
  environment?: Record<string, string>;
  volumes?: string[];
}

describe('what `npm run deployment` makes', () => {
  it('is open to its owner alone, but for what is public', () => {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || /\.(crt|pub|srl)$/.test(path) || path === join(folder, 'postgres/password')) continue;
      expect({ path, open: statSync(path).mode & 0o077 }).toEqual({ path, open: 0 });
    }
    for (const name of ['.', 'secrets', 'secrets/auth', 'nats'])
      expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  });

  it('is kept when it is made again', () => {
    const [key, address] = [readIn('secrets/auth/pan.key'), readIn('secrets/auth/database-url')];
    make();
    expect([readIn('secrets/auth/pan.key'), readIn('secrets/auth/database-url')]).toEqual([key, address]);
  });

  const { services } = parse(textOf('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };
  const mounted = Object.entries(services).flatMap(([name, { environment = {}, volumes = [] }]) =>
    volumes.flatMap((volume) => {
      const [, secrets, place] = /deployment\}\/(secrets\/[\w-]+):([^:]+):ro$/.exec(volume) ?? [];
      if (secrets === undefined || place === undefined) return [];
      const files = Object.values(environment).filter((value) => value.startsWith(`${place}/`));
      return [{ name, secrets, files: files.map((file) => file.slice(place.length + 1)) }];
    }),
  );

  it.each(mounted)('holds the files that $name of docker-compose.yml is pointed to', ({ secrets, files }) => {
    expect(files.length).toBeGreaterThan(0);
    for (const file of files)
      expect({ file, made: existsSync(join(folder, secrets, file)) }).toEqual({ file, made: true });
  });

  it('holds the files that each app on Kubernetes is pointed to', () => {
    for (const app of ['auth', 'accounts', 'cards', 'notifications', 'gateway', 'migrate', 'importer']) {
      const [workload] = parseAllDocuments(textOf(`deploy/k8s/${app}.yaml`)).map((one) => JSON.stringify(one.toJS()));
      const files = Array.from(
        workload?.matchAll(/"\/(?:run|var\/lib\/phone-banking)\/secrets\/[\w-]+\/([\w.-]+)"/g) ?? [],
        ([, file]) => file ?? '',
      );
      expect(files.length).toBeGreaterThan(0);
      for (const file of files)
        expect({ app, file, made: existsSync(join(folder, 'secrets', app, file)) }).toEqual({ app, file, made: true });
    }
  });

  it('S29: a database that an authority vouches for is spoken to with TLS, by everybody', () => {
    const other = mkdtempSync(join(tmpdir(), 'deployment-'));
    const first = folder;
    folder = other;
    try {
      const databaseCaFile = join(other, 'their-ca.crt');
      writeFileSync(databaseCaFile, 'authority');
      make({ databaseCaFile });
      for (const owner of ['auth', 'accounts', 'cards', 'notifications', 'gateway', 'migrate']) {
        expect(new URL(readIn(`secrets/${owner}/database-url`)).search).toBe(
          '?sslmode=verify-full&sslrootcert=/run/secrets/phone-banking/database-ca.crt',
        );
        expect(readIn(`secrets/${owner}/database-ca.crt`)).toBe('authority');
      }
    } finally {
      folder = first;
      rmSync(other, { recursive: true });
    }
  });
});
