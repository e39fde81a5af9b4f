import { existsSync } from 'node:fs';
import { Problem } from './problem.mjs';
import { findProgram } from './programs.mjs';
import { lastError, run } from './run.mjs';

/** A machine that has just started may be busy with its own updates, in seconds. */
const WAIT_FOR_LOCK = ['-o', 'DPkg::Lock::Timeout=120'];

/**
 * Makes sure the programs beside Node are there: from the PATH, else apt-get, else Homebrew, else (NATS only) Docker.
 * @throws Problem with the command to run, when NATS cannot be had; without espeak-ng the bank runs, with less voice.
 */
export async function ensurePrograms(names, steps) {
  const missing = () => names.filter((name) => !findProgram(name));
  if (missing().length === 0) return;
  const installer = (await aptGet()) ?? homebrew();
  let reason = 'neither apt-get with the right to use it nor Homebrew is here';
  if (installer) {
    reason = `${installer.name} says it is there, and it cannot be run`;
    try {
      await steps.step(`installing ${missing().join(' and ')}`, () => installer.install(missing()));
    } catch (error) {
      reason = `${installer.name} said: ${error.message}`;
    }
  }
  for (const name of missing()) await doWithout(name, reason, steps);
}

async function doWithout(name, reason, steps) {
  const command = findProgram('brew') ? `brew install ${name}` : `${isRoot() ? '' : 'sudo '}apt-get install ${name}`;
  if (name === 'espeak-ng') {
    steps.say(
      `! espeak-ng is missing (${reason}): Albanian has no voice without recordings; to give it one: ${command}`,
    );
    return;
  }
  if (name === 'nats-server' && findProgram('docker') && (await run('docker', ['info'])).code === 0) return;
  throw new Problem(`${name} is missing and could not be installed (${reason}): run "${command}", then this again.`);
}

/** apt-get, where there is one and we may use it: as root, by sudo without a password, or by asking for it. */
async function aptGet() {
  const apt = findProgram('apt-get');
  if (!apt) return undefined;
  const privilege = await privileges();
  if (!privilege) return undefined;
  const [program, ...before] = [...privilege, 'env', 'DEBIAN_FRONTEND=noninteractive'];
  const asRoot = (...args) => run(program, [...before, ...args]);
  return {
    name: 'apt-get',
    async install(names) {
      // Best effort: an unreachable third-party source must not stop what the others offer.
      await asRoot(apt, ...WAIT_FOR_LOCK, 'update', '-q');
      let failure;
      for (const name of names) {
        const { code, output } = await asRoot(
          apt,
          ...WAIT_FOR_LOCK,
          'install',
          '-y',
          '-q',
          '--no-install-recommends',
          name,
        );
        if (code !== 0) failure = lastError(output);
        else if (name === 'nats-server') await keepServiceQuiet(asRoot);
      }
      if (failure) throw new Error(failure);
    },
  };
}

/** Debian starts a packaged server at once, on the very port ours needs. */
async function keepServiceQuiet(asRoot) {
  if (existsSync('/run/systemd/system')) await asRoot('systemctl', 'disable', '--now', 'nats-server');
}

async function privileges() {
  if (isRoot()) return [];
  if (!findProgram('sudo')) return undefined;
  if ((await run('sudo', ['-n', 'true'])).code === 0) return ['sudo', '-n'];
  if (!process.stdin.isTTY) return undefined;
  console.log('Two programs have to be installed; sudo asks for your password.');
  return (await run('sudo', ['-v'], { stdio: 'inherit' })).code === 0 ? ['sudo'] : undefined;
}

const isRoot = () => process.getuid?.() === 0;

function homebrew() {
  const brew = findProgram('brew');
  if (!brew) return undefined;
  return {
    name: 'Homebrew',
    async install(names) {
      const { code, output } = await run(brew, ['install', '--quiet', ...names]);
      if (code !== 0) throw new Error(lastError(output));
    },
  };
}
