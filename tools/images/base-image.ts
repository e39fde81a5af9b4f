import { copyFile, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findProgram } from '../bootstrap/programs.mjs';
import { Problem } from '../bootstrap/problem.mjs';
import { must, mustBuildah } from './engine.js';

/** The base the Dockerfile asks for where nobody says otherwise. @throws Problem when it names none. */
export async function baseImageName(root: string): Promise<string> {
  const text = await readFile(join(root, 'Dockerfile'), 'utf8');
  const [, name] = /^ARG NODE_IMAGE=(\S+)$/m.exec(text) ?? [];
  if (name === undefined) throw new Problem('The Dockerfile names no NODE_IMAGE.');
  return name;
}

const CERTIFICATES = 'etc/ssl/certs/ca-certificates.crt';

/**
 * Puts together, with buildah, what the base image has: Debian, Node of the same major, npm, and a user `node` with the
 * number 1000. For machines from which no registry of images is reached; it trusts whom this machine trusts.
 * @throws Problem when debootstrap is missing or a step fails.
 */
export async function assembleBase(root: string, name: string): Promise<void> {
  if (!findProgram('debootstrap')) throw new Problem('debootstrap is not installed: apt-get install debootstrap.');
  const folder = await mkdtemp(join(tmpdir(), 'phone-banking-base-'));
  try {
    const options = ['--variant=minbase', '--include=ca-certificates'];
    await must('debootstrap', [...options, 'bookworm', folder, 'http://deb.debian.org/debian']);
    await copyFile(join(root, 'node_modules/node/bin/node'), join(folder, 'usr/local/bin/node'));
    await copyNpm(folder);
    await copyFile(`/${CERTIFICATES}`, join(folder, CERTIFICATES));
    await must('chroot', [folder, 'useradd', '--uid', '1000', '--create-home', 'node']);
    for (const cache of ['var/cache/apt', 'var/lib/apt/lists'])
      await rm(join(folder, cache), { recursive: true, force: true });
    await commit(folder, name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyNpm(folder: string): Promise<void> {
  const npm = findProgram('npm');
  if (npm === undefined) throw new Problem('npm is not installed.');
  // …/npm/bin/npm-cli.js
  const from = dirname(dirname(await realpath(npm)));
  await mkdir(join(folder, 'usr/local/lib/node_modules'), { recursive: true });
  await cp(from, join(folder, 'usr/local/lib/node_modules/npm'), { recursive: true });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(folder, 'usr/local/bin/npm'));
}

async function commit(folder: string, name: string): Promise<void> {
  const container = await mustBuildah('from', 'scratch');
  try {
    await mustBuildah('copy', '--quiet', container, folder, '/');
    const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    const env = ['--env', `PATH=${path}`, '--env', `NODE_EXTRA_CA_CERTS=/${CERTIFICATES}`];
    await mustBuildah('config', ...env, '--cmd', 'node', container);
    await mustBuildah('commit', '--quiet', container, name);
  } finally {
    await mustBuildah('rm', container);
  }
}
