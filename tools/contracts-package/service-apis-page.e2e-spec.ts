import { ImportRecipients } from '#libs/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { headers } from '@nats-io/transport-node';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testServers } from '../../test/environment/servers.js';
import { startBank, type TestBank } from '../../test/harness/index.js';
import { findProgram } from '../bootstrap/programs.mjs';
import { ensureKey } from '../nats/keys.js';
import { readTeams } from '../nats/teams.js';
import { makePackage } from './make-package.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/service-apis.md'), 'utf8');
const block = (language: string, part: string) => {
  const found = Array.from(page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)).find(
    ([, kind, text]) => kind === language && text?.includes(part),
  );
  if (!found) throw new Error(`the page has no ${language} block with ${part}`);
  return found[2] ?? '';
};
const program = findProgram('nats');

describe('docs/service-apis.md, followed by a team that has nothing but the page', () => {
  let bank: TestBank;
  let folder: string;
  let tarball: string;
  const here = (text: string) => text.replaceAll('nats://127.0.0.1:4222', bank.natsUrl);
  const env = () => ({ PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: folder });

  beforeAll(async () => {
    folder = mkdtempSync(join(testServers().folder, 'team-'));
    const publicKey = ensureKey(join(folder, 'reporting.nk'));
    const teamsFile = join(folder, 'teams.yaml');
    writeFileSync(teamsFile, block('yaml', 'teams:'));
    // What the page shows is a list that would be taken; the key in it is not ours.
    const [shown] = readTeams(teamsFile);
    writeFileSync(teamsFile, block('yaml', 'teams:').replace(shown?.publicKey ?? '', publicKey));
    bank = await startBank({ services: ['notifications'], data: 'empty', teamsFile });
    makePackage(root, join(folder, 'package'));
    const { stdout } = await run('npm', ['pack', '--silent'], { cwd: join(folder, 'package'), env: env() });
    tarball = join(folder, 'package', stdout.trim());
    const stand = join(folder, 'bin/nats');
    mkdirSync(join(folder, 'bin'));
    if (program === undefined) {
      symlinkSync(join(root, 'tools/contracts-package/nats-command.mjs'), stand);
      chmodSync(join(root, 'tools/contracts-package/nats-command.mjs'), 0o755);
    }
  }, 180_000);
  afterAll(() => bank.stop());

  it(`the nats command gets the answer the page shows (${program ?? 'a stand-in: NATS’ own program is not installed'})`, async () => {
    const { stdout } = await run('sh', ['-c', here(block('sh', 'nats --server'))], { cwd: folder, env: env() });
    expect(JSON.parse(stdout)).toEqual(JSON.parse(block('json', 'isDisposed')));
  });

  it('the package, installed into an empty folder, runs the program of the page', async () => {
    const team = join(folder, 'program');
    mkdirSync(team);
    // No network: what it depends on comes from this repository's own installation.
    const local = (name: string) => `file:${join(root, 'node_modules', name)}`;
    const names = ['zod', '@nats-io/transport-node', '@nats-io/nats-core', '@nats-io/nkeys', '@nats-io/nuid'];
    const dependencies = Object.fromEntries(names.map((name) => [name, local(name)]));
    writeFileSync(join(team, 'package.json'), JSON.stringify({ private: true, dependencies, overrides: dependencies }));
    await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball], {
      cwd: team,
      env: env(),
    });
    const text = here(block('js', '@phone-banking/contracts')).replace("'reporting.nk'", "'../reporting.nk'");
    expect(text.trim().split('\n').length).toBeLessThanOrEqual(10);
    writeFileSync(join(team, 'deliveries.mjs'), text);
    const { stdout } = await run(process.execPath, ['deliveries.mjs'], { cwd: team, env: env() });
    expect(stdout).toBe('0 e-mails sent, 0 given up\n');
  }, 120_000);

  it('the package has types, and nothing of the platform but the contracts, the client and how it signs in', () => {
    const files = readdirSync(join(folder, 'package'), { recursive: true, encoding: 'utf8' });
    expect(files).toEqual(
      expect.arrayContaining(['messaging/src/for-teams.d.ts', 'contracts/src/index.d.ts', 'README.md', 'LICENSE']),
    );
    const sources = files.filter((file) => /\.(js|ts)$/.test(file));
    expect(sources.filter((file) => !/^(contracts|messaging|signing)\/src\//.test(file))).toEqual([]);
    for (const file of sources)
      expect([
        file,
        /nestjs|typeorm|#libs\/(?!contracts|signing)/.test(readFileSync(join(folder, 'package', file), 'utf8')),
      ]).toEqual([file, false]);
  });

  it('S28: a request that is read after its deadline is refused, and nothing is done', async () => {
    const record = {
      sourceId: 'LATE',
      name: 'Late',
      email: null,
      emailUndeliverable: false,
      sealedStatementPassword: null,
    };
    const importWith = (deadline: number) => {
      const head = headers();
      head.set('Deadline', String(deadline));
      head.set('Correlation-Id', 'ours');
      const data = { importId: randomUUID(), records: [record] };
      const body = JSON.stringify({ pattern: ImportRecipients.subject, data, id: '7' });
      return bank.bus.request(ImportRecipients.subject, body, { timeout: 5_000, headers: head });
    };
    const stored = () => bank.sql('SELECT FROM notifications.recipients');
    const late = { err: { code: 'EXPIRED', correlationId: 'ours' }, isDisposed: true, id: '7' };
    expect((await importWith(Date.now() - 1)).json()).toEqual(late);
    expect(await stored()).toHaveLength(0);
    expect((await importWith(Date.now() + 5_000)).json()).toMatchObject({ response: { stored: 1 } });
    expect(await stored()).toHaveLength(1);
  });

  it('S25: the team gets no further than its list', async () => {
    const other = here(block('sh', 'nats --server')).replaceAll('deliveries.list', 'deliveries.requeue');
    await expect(run('sh', ['-c', other], { cwd: folder, env: env() })).rejects.toThrow(/[Pp]ermissions? [Vv]iolation/);
  });
});
