import { Problem } from '../bootstrap/problem.mjs';
import { lastError, run } from '../bootstrap/run.mjs';
import { imageOf, type Target } from './targets.js';

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
  hasImage(name: string): Promise<boolean>;
  /** @throws Problem with the last error of the build. */
  build(target: Target, folder: string): Promise<void>;
  /** Megabytes of a target's image. */
  megabytes(target: Target): Promise<number>;
  create(target: Target): Promise<Container>;
}

/** Docker or Podman where one answers, else buildah, which needs no daemon. @throws Problem when there is none. */
export async function findEngine(): Promise<Engine> {
  for (const name of ['docker', 'podman']) if ((await run(name, ['info'])).code === 0) return dockerLike(name);
  if ((await run('buildah', ['--version'])).code === 0) return BUILDAH;
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
    hasImage: async (image) => (await run(name, ['image', 'inspect', image])).code === 0,
    build: async (target, folder) => {
      await must(name, ['build', '--target', target, '--tag', imageOf(target), folder]);
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
          ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
          ...Object.entries(mounts).flatMap(([to, { from, writable }]) => [
            '--volume',
            `${from}:${to}${writable ? '' : ':ro'}`,
          ]),
          imageOf(target),
          ...program,
        ],
        remove: () => Promise.resolve(),
      };
    },
  };
}

/** Chroot is the one isolation that works where no namespace can be made; it shares the network of this machine. */
const ISOLATION = ['--isolation', 'chroot'];

interface BuildahImage {
  size: number;
  OCIv1: { config: { Cmd?: string[]; User?: string } };
}

const BUILDAH: Engine = {
  name: 'buildah',
  hasImage: async (image) => (await run('buildah', ['inspect', '--type', 'image', image])).code === 0,
  build: async (target, folder) => {
    // Docker's format keeps the health check, which OCI's has no place for.
    const format = ['--layers', '--format', 'docker', '--pull-never'];
    await must('buildah', ['bud', ...ISOLATION, ...format, '--target', target, '--tag', imageOf(target), folder]);
  },
  megabytes: async (target) => {
    const [image] = JSON.parse(await must('buildah', ['images', '--json', imageOf(target)])) as { size: string }[];
    const [, figure = '', unit = ''] = /^([\d.]+) ?([KMG])?B$/i.exec(image?.size ?? '') ?? [];
    return Number(figure) * ({ K: 0.001, M: 1, G: 1_000 }[unit.toUpperCase()] ?? 1 / MEGABYTE);
  },
  create: async (target) => {
    const container = await must('buildah', ['from', '--pull-never', imageOf(target)]);
    const { OCIv1 } = JSON.parse(
      await must('buildah', ['inspect', '--type', 'image', imageOf(target)]),
    ) as BuildahImage;
    return {
      ownCommand: OCIv1.config.Cmd ?? [],
      commandFor: (program, { env, mounts }) => [
        'buildah',
        'run',
        ...ISOLATION,
        ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
        ...Object.entries(mounts).flatMap(([to, { from, writable }]) => [
          '--volume',
          `${from}:${to}${writable ? '' : ':ro'}`,
        ]),
        container,
        '--',
        ...program,
      ],
      remove: async () => {
        await must('buildah', ['rm', container]);
      },
    };
  },
};
