import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { isSupportedNats } from '#libs/messaging';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { TARGETS } from '../images/targets.js';
import { APPS, nodeFlags } from '../start/apps.js';
import { foreignImages, pinImages } from './pin-images.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

interface Service {
  image: string;
  build?: { target: string; args: Record<string, string> };
  profiles?: string[];
  user?: string;
  read_only?: boolean;
  privileged?: boolean;
  network_mode?: string;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  ulimits?: Record<string, number>;
  mem_limit?: string;
  pids_limit?: number;
  environment?: Record<string, string>;
  env_file?: string[];
  volumes?: string[];
  ports?: string[];
}

const { services } = parse(textOf('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };
const { version } = JSON.parse(textOf('package.json')) as { version: string };
const all = Object.entries(services).map(([name, service]) => ({ name, ...service }));
const ours = all.filter(({ build }) => build !== undefined);
/** A switch is told its addresses in its own files and binds telephone ports; it is for trying out. */
const SWITCH = 'asterisk';

describe('S41: a container can do little', () => {
  it.each(all)('$name has no capability, cannot gain one, and is bounded', (service) => {
    expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service.privileged ?? false).toBe(false);
    expect(service.cap_add ?? []).toEqual([]);
    expect(service.network_mode).toBeUndefined();
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.pids_limit).toBeGreaterThan(0);
  });

  it.each(all.filter(({ name }) => name !== SWITCH))(
    '$name is an ordinary user on a root it cannot write',
    (service) => {
      expect(service.user).toMatch(/^(1000:1000|postgres)$/);
      expect(service.read_only).toBe(true);
      const host = (service.volumes ?? []).filter((volume) => /^[./$]/.test(volume));
      expect(host.filter((volume) => !volume.endsWith(':ro'))).toEqual([]);
      expect(host.join()).not.toContain('docker.sock');
    },
  );

  it.each(ours)('S7: $name leaves no core dump', ({ ulimits }) => {
    expect(ulimits).toEqual({ core: 0 });
  });

  it.each(all)('$name shows no secret in its environment', ({ environment = {}, env_file = [] }) => {
    const listed = env_file.flatMap((file) => textOf(file.replace('${ENV_DIR:-deploy}', 'deploy')).split('\n'));
    const names = [...Object.keys(environment), ...listed.map((line) => line.replace(/^#/, '').split('=')[0] ?? '')];
    const secrets = names.filter((name) =>
      /(PASSWORD|TOKEN|SECRET|SIGNING_KEY|DATABASE_URL|SMTP_URL)(_FILE)?$/.test(name),
    );
    expect(secrets.filter((name) => !name.endsWith('_FILE'))).toEqual([]);
  });

  it.each(all.filter(({ name }) => name !== SWITCH))(
    '$name is reached from this machine alone, if at all',
    ({ ports = [] }) => {
      expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    },
  );

  it.each(all)('$name is one version, not whatever is newest', ({ build, image }) => {
    if (build) expect(image).toBe(`phone-banking/${build.target}:\${PHONE_BANKING_VERSION:-${version}}`);
    else expect(image).toMatch(/^\$\{\w+_IMAGE:-[\w./-]+:\d+\.\d+[\w.-]*\}$/);
  });

  it('every image of others can be pinned by digest, in one file', async () => {
    const images = foreignImages(textOf('docker-compose.yml'));
    const used = all.filter(({ build }) => build === undefined).map(({ image }) => image);
    const [, base] = /^ARG NODE_IMAGE=(\S+)$/m.exec(textOf('Dockerfile')) ?? [];
    expect(images.map(({ variable, name }) => `\${${variable}:-${name}}`).sort()).toEqual(
      [...used, `\${NODE_IMAGE:-${base ?? ''}}`].sort(),
    );
    for (const { build } of ours) expect(build?.args['NODE_IMAGE']).toBe(`\${NODE_IMAGE:-${base ?? ''}}`);
    const folder = mkdtempSync(join(tmpdir(), 'pinned-'));
    try {
      const file = await pinImages(root, folder, (name) => Promise.resolve(`sha256:of-${name.length}`));
      const lines = images.map(({ variable, name }) => `${variable}=${name}@sha256:of-${name.length}\n`);
      expect(readFileSync(file, 'utf8')).toBe(lines.join(''));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('S26: the bus is of a line that is still mended', () => {
    const [, version = ''] = /nats:(\d+\.\d+\.\d+)/.exec(services['nats']?.image ?? '') ?? [];
    expect(isSupportedNats(version)).toBe(true);
  });

  it('nothing in production may be a sample: every app is told so', () => {
    const apps = ours.filter(({ name }) => !['migrate', 'mail-catcher'].includes(name));
    expect(apps.length).toBe(7);
    for (const { environment } of apps)
      expect(environment).toMatchObject({ NODE_ENV: 'production', PROFILE: 'production' });
  });

  it('two gateways run the same image', () => {
    const gateways = ours.filter(({ build }) => build?.target === 'gateway');
    expect(gateways.map(({ name }) => name)).toEqual(['gateway-1', 'gateway-2']);
  });
});

describe('S41: the images', () => {
  const flagsOf = (target: string) =>
    nodeFlags(
      '/app',
      APPS.find((app) => app === target),
    );
  const stages = textOf('Dockerfile')
    .split(/^FROM /m)
    .slice(1)
    .map((text) => ({ name: / AS (\S+)/.exec(text)?.[1] ?? '', base: text.split(/\s/)[0] ?? '', text }));
  const finals = stages.filter(({ name }) => (TARGETS as readonly string[]).includes(name));

  it('there is one for every part of the compose file', () => {
    expect(finals.map(({ name }) => name).sort()).toEqual([...TARGETS].sort());
    expect([...new Set(ours.map(({ build }) => build?.target))].sort()).toEqual([...TARGETS].sort());
  });

  it.each(finals)('$name ends as an ordinary user, whatever it needed before', ({ base, text }) => {
    expect(base).toBe('runtime');
    const users = Array.from(text.matchAll(/^USER (\S+)/gm), ([, user]) => user);
    expect(users.at(-1) ?? 'node').toBe('node');
  });

  it.each(finals)('S7: $name opens no debugger, and its errors name the sources', ({ name, text }) => {
    const [, command = '[]'] = /^CMD (.*)$/m.exec(text) ?? [];
    const [program, ...args] = JSON.parse(command) as string[];
    const flags = args.slice(
      0,
      args.findIndex((arg) => arg.startsWith('dist/')),
    );
    expect([program, ...flags]).toEqual(['node', ...flagsOf(name)]);
  });

  it('what they share has no package manager, checks its health, and names its base exactly', () => {
    const { text = '' } = stages.find(({ name }) => name === 'runtime') ?? {};
    expect(text).toMatch(/rm -rf .*npm/);
    expect(text).toMatch(/^USER node$/m);
    expect(text).toMatch(/^HEALTHCHECK /m);
    expect(textOf('Dockerfile')).toMatch(/^ARG NODE_IMAGE=\S+:24\.\d+\.\d+-\S+$/m);
  });

  it('no secret and nothing from elsewhere gets into a layer', () => {
    expect(textOf('Dockerfile')).not.toMatch(/^(ADD|ARG|ENV) .*(PASSWORD|TOKEN|SECRET_KEY|https?:)/m);
    // Everything is left out but what is named.
    const [first, ...rest] = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('*');
    expect(rest.filter((line) => /env|deployment|secret|^!\.data/i.test(line))).toEqual([]);
  });
});

const compose = [['docker', 'compose'], ['docker-compose']].find(
  ([command = '', ...args]) => spawnSync(command, [...args, 'version']).status === 0,
);

(compose || process.env['CI'] ? describe : describe.skip)('docker compose accepts the file', () => {
  const profiles = [...new Set(all.flatMap((service) => service.profiles ?? []))];
  it.each([[[]], ...profiles.map((profile) => [[profile]]), [profiles]])('with the profiles %j', (wanted) => {
    const [command = 'docker-compose', ...args] = compose ?? [];
    const chosen = wanted.flatMap((profile) => ['--profile', profile]);
    const { status, stderr } = spawnSync(command, [...args, ...chosen, 'config', '--quiet'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
