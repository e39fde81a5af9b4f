import { type ChildProcess, spawn } from 'node:child_process';
import { chown, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Platform, startPlatform } from '../bench/platform.js';
import { Problem } from '../bootstrap/problem.mjs';
import { lastError, run } from '../bootstrap/run.mjs';
import { ensurePassword } from '../start/key-files.js';
import { freePort } from '../start/ports.js';
import { asRole } from '../start/postgres/bank-database.js';
import { places } from '../start/settings.js';
import type { Container, ContainerRun, Engine } from './engine.js';
import type { Target } from './targets.js';

/** The ordinary user of the images. */
const USER = 1_000;
/** How long an app may take to be ready. */
const READY_MS = 60_000;
const LOOK_AGAIN_MS = 500;
const ASK_USER_TRIES = 5;

type App = Exclude<Target, 'migrate' | 'importer' | 'mail-catcher'>;

/** What the importer is given: one client, who has no card and no account. */
const CLIENTS =
  '{"sourceId":"IMAGE-CHECK","clientNumber":"999999999","type":"individual","status":"active","birthDate":"1980-05-17","phones":[]}\n';

/** What was seen of a target when it ran. */
export interface Seen {
  readonly target: Target;
  readonly user: string;
  /** What its health check said, or what it wrote at its end. */
  readonly said: string;
  /** Until it was well, or had ended. */
  readonly readyMs: number;
}

/**
 * A bank of its own beside which each image is run, with the same keys, database and bus as the app it stands for. What
 * an image needs is given to it as a deployment would: variables and files, readable by its ordinary user alone.
 */
export class Trial {
  private constructor(
    private readonly engine: Engine,
    private readonly bank: Platform,
    private readonly folder: string,
  ) {}

  /** @throws Error when the bank does not start. */
  static async begin(engine: Engine): Promise<Trial> {
    return new Trial(engine, await startPlatform(), await mkdtemp(join(tmpdir(), 'phone-banking-images-')));
  }

  async end(): Promise<void> {
    await this.bank.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs a target until it says that it is well. @throws Problem with its last words when it does not. */
  async try(target: Target, stop: AbortSignal): Promise<Seen> {
    const container = await this.engine.create(target);
    try {
      const how = await this.howToRun(target);
      const user = await userOf(container, how);
      if (user !== String(USER)) throw new Problem(`${target} runs as user ${user}, not as ${USER}`);
      const began = performance.now();
      const said = await this.run({ target, container, how, stop });
      return { target, user, said, readyMs: performance.now() - began };
    } finally {
      await container.remove();
    }
  }

  private run(run: AppRun): Promise<string> {
    const { container, how } = run;
    if (run.target === 'migrate') return output(container.commandFor(container.ownCommand, how));
    // By itself it waits for uploads; one file it loads to its end.
    if (run.target === 'importer')
      return output(container.commandFor([...container.ownCommand.slice(0, -1), '/import/clients.ndjson'], how));
    return runUntilWell(run);
  }

  private async howToRun(target: Target): Promise<ContainerRun> {
    switch (target) {
      case 'migrate':
        return { env: { MIGRATION_DATABASE_URL: this.bank.databaseUrl }, mounts: {} };
      case 'mail-catcher': {
        const mails = await this.ownFolder('mails');
        const [smtp, page] = [await freePort(), await freePort()];
        return {
          env: { SMTP_PORT: String(smtp), MAIL_UI_PORT: String(page), MAIL_DIR: '/var/spool/mails' },
          mounts: { '/var/spool/mails': { from: mails, writable: true } },
        };
      }
      case 'importer':
        return this.howToImport();
      default:
        return this.howToRunApp(target);
    }
  }

  private async howToImport(): Promise<ContainerRun> {
    const home = await this.ownFolder('importer-home');
    const keys = join(home, 'secrets/importer');
    await cp(places(this.bank.dataDir).keysOf('importer'), keys, { recursive: true });
    await giveTo(USER, join(home, 'secrets'));
    await giveTo(USER, keys);
    const files = await this.ownFolder('import-files');
    await writeFile(join(files, 'clients.ndjson'), CLIENTS);
    return {
      env: { NODE_ENV: 'development', PROFILE: 'demo', NATS_URL: this.bank.natsUrl },
      mounts: {
        '/var/lib/phone-banking': { from: home, writable: true },
        '/import': { from: files, writable: false },
      },
    };
  }

  private async howToRunApp(app: App): Promise<ContainerRun> {
    const { secrets, keysOf } = places(this.bank.dataDir);
    const keys = join(this.folder, `${app}-keys`);
    await cp(keysOf(app), keys, { recursive: true });
    await giveTo(USER, keys);
    const work = await this.ownFolder(`${app}-work`);
    const password = ensurePassword(secrets, `database/${app}.password`);
    return {
      env: {
        // The bus of the trial is the one of this machine, which may be too old for production.
        NODE_ENV: 'development',
        PROFILE: 'demo',
        DATABASE_URL: asRole(this.bank.databaseUrl, app, password),
        NATS_URL: this.bank.natsUrl,
        HEALTH_PORT: String(await freePort()),
        GATEWAY_PORT: String(await freePort()),
        ADMIN_PORT: '0',
        AGI_PORT: '0',
        SIMULATOR: 'off',
        PIN_CARD_PIN_ACCEPTED_BY: 'nobody: all cards of the demo bank are invented',
        SMTP_URL: 'smtp://127.0.0.1:9',
        SMTP_TLS: 'opportunistic',
        MAIL_FROM: 'bank@demo.example',
      },
      mounts: {
        '/run/secrets/phone-banking': { from: keys, writable: false },
        '/var/spool/phone-banking': { from: work, writable: true },
        '/var/cache/phone-banking': { from: work, writable: true },
      },
    };
  }

  private async ownFolder(name: string): Promise<string> {
    const folder = join(this.folder, name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await giveTo(USER, folder);
    return folder;
  }
}

interface AppRun {
  readonly target: Target;
  readonly container: Container;
  readonly how: ContainerRun;
  readonly stop: AbortSignal;
}

/** Starts what the image is set to run, and asks for its health from inside until it is well. */
async function runUntilWell({ target, container, how, stop }: AppRun): Promise<string> {
  const [command, ...args] = container.commandFor(container.ownCommand, how);
  const app = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let words = '';
  const listen = (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2_000));
  app.stdout.on('data', listen);
  app.stderr.on('data', listen);
  try {
    const giveUpAt = performance.now() + READY_MS;
    for (;;) {
      const { code, output: said } = await ask(target, container, how);
      if (code === 0) return said.trim();
      if (stop.aborted) throw new Problem('The check was stopped.');
      if (app.exitCode !== null) throw new Problem(`${target} ended by itself:\n${words.trim()}`);
      if (performance.now() > giveUpAt) throw new Problem(`${target} is not well after 60 s: ${said.trim()} ${words}`);
      await sleep(LOOK_AGAIN_MS);
    }
  } finally {
    await stopped(app);
  }
}

/** The health check, as the image runs it itself; the catcher has none but its page. */
function ask(target: Target, container: Container, how: ContainerRun): Promise<{ code: number; output: string }> {
  const page = `http://127.0.0.1:${how.env['MAIL_UI_PORT'] ?? ''}/`;
  const script = `const { status } = await fetch('${page}'); console.log('page', status); process.exit(status === 200 ? 0 : 1)`;
  const check =
    target === 'mail-catcher'
      ? ['node', '--input-type=module', '-e', script]
      : ['node', 'dist/tools/health/main.js', 'ready'];
  const [command, ...args] = container.commandFor(check, how);
  return run(command, args);
}

/** On a busy machine buildah at times ends before it has passed on what a short program wrote. */
async function userOf(container: Container, how: ContainerRun): Promise<string> {
  let user = '';
  for (let tries = 0; user === '' && tries < ASK_USER_TRIES; tries++)
    user = await output(container.commandFor(['id', '-u'], how));
  return user;
}

async function output([command, ...args]: readonly [string, ...string[]]): Promise<string> {
  const { code, output: text } = await run(command, args);
  if (code !== 0) throw new Problem(`${args.slice(-3).join(' ')} failed: ${lastError(text)}`);
  return text.trim();
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    // The engine's own process and what it runs.
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    else resolve();
  });
}

async function giveTo(user: number, folder: string): Promise<void> {
  for (const name of await readdir(folder)) await chown(join(folder, name), user, user);
  await chown(folder, user, user);
}
