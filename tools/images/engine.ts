import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../bootstrap/problem.mjs';
import { lastError, run } from '../bootstrap/run.mjs';
import { imageOf, type Stage, type Target } from './targets.js';

/** One run of an image: what it is told, what it sees of this machine, and what is run instead of its own command. */
export interface ContainerRun {
  readonly env: Readonly<Record<string, string>>;
  /** Folders of this machine by their place in the container. */
  readonly mounts: Readonly<Record<string, { readonly from: string; readonly writable: boolean }>>;
}

/** A container that was made from an image and in which programs can be run. */
export interface Container {
  /** The command line, on this machine, that runs a program in it as its ordinary user, on this machine's network. */
  commandFor(program: readonly string[], how: ContainerRun): readonly [command: string, ...args: string[]];
  /** What the image is set to run. */
  readonly ownCommand: readonly string[];
  remove(): Promise<void>;
}

/** A program that builds images and runs them. */
export interface Engine {
  readonly name: string;
  /** Where the images lie that are kept, as a person looks at them. */
  readonly lookAtImages: string;
  /** Whether the base is there, or came from its registry. */
  obtain(base: string): Promise<boolean>;
  /** @throws Problem with the last error of the build. */
  build(stage: Stage | Target, folder: string): Promise<void>;
  /** Megabytes of a target's image. */
  megabytes(target: Target): Promise<number>;
  create(target: Target): Promise<Container>;
  /** Removes the images and everything else that building them left on this machine. */
  clean(targets: readonly Target[]): Promise<void>;
}

/** Docker or Podman where one answers, else buildah, which needs no daemon. @throws Problem when there is none. */
export async function findEngine(): Promise<Engine> {
  for (const name of ['docker', 'podman']) if ((await run(name, ['info'])).code === 0) return dockerLike(name);
  if ((await run('buildah', ['--version'])).code === 0) return buildah();
  throw new Problem('No container engine answers and buildah is not installed: apt-get install buildah debootstrap.');
}

/** Runs a program of an engine. @returns what it wrote. @throws Problem with its last error. */
export async function must(command: string, args: readonly string[]): Promise<string> {
  const { code, output } = await run(command, [...args]);
  if (code !== 0) throw new Problem(`${command} ${args[0] ?? ''} failed: ${lastError(output)}`);
  return output.trim();
}

const MEGABYTE = 1_000_000;

function dockerLike(name: string): Engine {
  return {
    name,
    lookAtImages: `${name} images`,
    // It fetches what it needs when it builds.
    obtain: () => Promise.resolve(true),
    build: async (stage, folder) => {
      await must(name, ['build', '--target', stage, '--tag', imageOf(stage), folder]);
    },
    megabytes: async (target) =>
      Number(await must(name, ['image', 'inspect', '--format', '{{.Size}}', imageOf(target)])) / MEGABYTE,
    create: async (target) => {
      const command = await must(name, ['image', 'inspect', '--format', '{{json .Config.Cmd}}', imageOf(target)]);
      return {
        ownCommand: JSON.parse(command) as string[],
        commandFor: (program, { env, mounts }) => [
          name,
          ...['run', '--rm', '--init', '--network', 'host', '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL'],
          ...['--security-opt', 'no-new-privileges'],
          ...given(env, mounts),
          imageOf(target),
          ...program,
        ],
        remove: () => Promise.resolve(),
      };
    },
    // What it keeps to build faster is its own to remove.
    clean: async (targets) => {
      await run(name, ['image', 'rm', '--force', ...targets.map(imageOf)]);
    },
  };
}

function given(env: ContainerRun['env'], mounts: ContainerRun['mounts']): string[] {
  return [
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...Object.entries(mounts).flatMap(([to, { from, writable }]) => [
      '--volume',
      `${from}:${to}${writable ? '' : ':ro'}`,
    ]),
  ];
}

/** Chroot is the one isolation that works where no namespace can be made; it shares the network of this machine. */
const ISOLATION = ['--isolation', 'chroot'];

/**
 * A place of its own: nothing of anybody's other images is touched, and a base that was put together here is never taken for
 * the one it stands for. Not in the folder of the project, which the tests look through.
 */
const STORE = '/var/tmp/phone-banking-images';
const BUILDAH = ['--root', STORE, '--runroot', join(STORE, 'run')];

/** Runs buildah on the images of the check. @throws Problem with its last error. */
export function mustBuildah(command: string, ...args: readonly string[]): Promise<string> {
  return must('buildah', [command, ...BUILDAH, ...args]);
}

interface BuildahImage {
  OCIv1: { config: { Cmd?: string[] } };
}

async function buildah(): Promise<Engine> {
  await mkdir(STORE, { recursive: true, mode: 0o700 });
  return {
    name: 'buildah',
    lookAtImages: `buildah images ${BUILDAH.join(' ')}`,
    obtain: async (base) => {
      for (const command of [['inspect', '--type', 'image'], ['pull']])
        if ((await run('buildah', [...command, ...BUILDAH, base])).code === 0) return true;
      return false;
    },
    build: async (stage, folder) => {
      // Docker's format keeps the health check, which OCI's has no place for.
      const how = [...ISOLATION, '--layers', '--force-rm', '--format', 'docker', '--pull-never'];
      await mustBuildah('bud', ...how, '--target', stage, '--tag', imageOf(stage), folder);
    },
    megabytes: async (target) => {
      const [image] = JSON.parse(await mustBuildah('images', '--json', imageOf(target))) as { size: string }[];
      const [, figure = '', unit = ''] = /^([\d.]+) ?([KMG])?B$/i.exec(image?.size ?? '') ?? [];
      return Number(figure) * ({ K: 0.001, M: 1, G: 1_000 }[unit.toUpperCase()] ?? 1 / MEGABYTE);
    },
    create: async (target) => {
      const container = await mustBuildah('from', '--pull-never', imageOf(target));
      const image = await mustBuildah('inspect', '--type', 'image', imageOf(target));
      const { OCIv1 } = JSON.parse(image) as BuildahImage;
      return {
        ownCommand: OCIv1.config.Cmd ?? [],
        commandFor: (program, { env, mounts }) => {
          const args = [...BUILDAH, ...ISOLATION, ...given(env, mounts), container, '--', ...program];
          return ['buildah', 'run', ...args];
        },
        remove: async () => {
          await mustBuildah('rm', container);
        },
      };
    },
    clean: async () => {
      // Ends what is mounted there; a build that was cut short leaves such.
      await run('buildah', ['rm', ...BUILDAH, '--all']);
      await rm(STORE, { recursive: true, force: true });
    },
  };
}
