import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem } from './problem.mjs';
import { lastError, run } from './run.mjs';

/** The packages whose install scripts package.json allows; all others install without running anything (S40). */
export function allowedScripts(packageJson) {
  return Object.entries(packageJson.allowScripts ?? {}).flatMap(([name, allowed]) => (allowed ? [name] : []));
}

/**
 * Whether what npm last installed is what the lock file asks for. npm writes down at the end of every install what it
 * put into node_modules, so an install that was cut short or made by hand is judged rightly too.
 */
export function isInstalled(lock, installed) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed?.packages?.[path];
    if (!found) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** Installs the dependencies when the lock file changed since the last time, and runs the few scripts they need. */
export async function ensureDependencies(root, steps) {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (!isInstalled(JSON.parse(lockText), readJson(join(root, 'node_modules/.package-lock.json')))) {
    // Node 24 comes with the dependencies; that npm meanwhile runs on an older one is fine and not worth a warning.
    await steps.step('installing dependencies', () => npm(root, ['ci', '--ignore-scripts']));
  }
  const allowed = allowedScripts(readJson(join(root, 'package.json'))).filter((name) =>
    existsSync(join(root, 'node_modules', name)),
  );
  const stampFile = join(root, 'node_modules/.install-scripts-done');
  const stamp = createHash('sha256').update(allowed.join()).update(lockText).digest('hex');
  if (existsSync(nodeProgram(root)) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  await steps.step(`setting up ${allowed.join(' and ')}`, () =>
    npm(root, ['rebuild', '--ignore-scripts=false', ...allowed]),
  );
  if (!existsSync(nodeProgram(root))) {
    throw new Problem(
      'Node 24 did not arrive with the dependencies: delete the folder node_modules and run this again.',
    );
  }
  writeFileSync(stampFile, stamp);
}

/** The Node 24 that comes with the dependencies. */
export function nodeProgram(root) {
  return join(root, 'node_modules/.bin/node');
}

async function npm(root, args) {
  // npm may replace the Node in node_modules, so it must not run on it.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const env = { ...process.env, PATH: path.join(delimiter) };
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier'];
  const { code, output } = await run('npm', [...args, ...quiet], { cwd: root, env });
  if (code === 0) return;
  throw new Problem(`npm ${args[0]} failed (${lastError(output)}): check the network and run this again.`);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
