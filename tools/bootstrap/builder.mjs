import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeProgram } from './dependencies.mjs';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';
import { SOURCE_FOLDERS, sourceStamp } from './source-stamp.mjs';

const LOCK_WAIT_MS = 120_000;
const LOCK_POLL_MS = 100;

/** Builds into `dist` when the sources are not those of the last build. Two builds at once take turns. */
export async function ensureBuilt(root, steps) {
  if (isBuilt(root)) return;
  const release = await takeTurn(join(root, 'node_modules/.cache/phone-banking/building'));
  try {
    if (!isBuilt(root)) await steps.step('building', () => build(root));
  } finally {
    release();
  }
}

/** Builds all sources. @throws Problem naming the first thing that does not compile. */
export async function build(root) {
  const startedAt = Date.now();
  const stamp = sourceStamp(root);
  rmSync(stampFile(root), { force: true });
  await compile(root, nodeProgram(root));
  for (const folder of SOURCE_FOLDERS) removeOlder(join(root, 'dist', folder), startedAt);
  writeFileSync(stampFile(root), stamp);
}

/**
 * Writes all sources to `dist` as JavaScript, and each app as a bundle, run by a Node of one's choice.
 * @throws Problem as `build` does.
 */
export async function compile(root, node) {
  const swc = join(root, 'node_modules/@swc/cli/bin/swc.js');
  const options = ['--out-dir', 'dist', '--copy-files', '--extensions', '.ts', '--quiet'];
  for (const step of [[swc, ...SOURCE_FOLDERS, ...options], [join(root, 'tools/bootstrap/bundle.mjs')]]) {
    const { code, output } = await run(node, step, { cwd: root });
    if (code !== 0) throw new Problem(`The build failed: mend the source and run this again.\n${output.trim()}`);
  }
}

function isBuilt(root) {
  try {
    return readFileSync(stampFile(root), 'utf8') === sourceStamp(root);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

const stampFile = (root) => join(root, 'dist/.built-from');

/** What this build did not write has no source any more; a migration that is gone must not run. */
function removeOlder(folder, startedAt) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    // A whole second, as not every file system keeps finer times.
    if (entry.isFile() && statSync(path).mtimeMs < startedAt - 1_000) rmSync(path);
  }
}

/** A folder as a lock: making it is atomic everywhere. One whose maker is gone is taken over. */
async function takeTurn(lock) {
  const owner = join(lock, 'pid');
  const giveUpAt = Date.now() + LOCK_WAIT_MS;
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(owner, String(process.pid));
      return () => rmSync(lock, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned(lock, owner)) rmSync(lock, { recursive: true, force: true });
    else if (Date.now() > giveUpAt)
      throw new Problem(`Another build seems to be stuck: delete ${lock} and run this again.`);
    else await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
  }
}

function isAbandoned(lock, owner) {
  try {
    process.kill(Number(readFileSync(owner, 'utf8')), 0);
    return false;
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    // Between making the folder and writing the number there is a moment without one.
    if (error.code === 'ENOENT') return ageMs(lock) > 5_000;
    return error.code !== 'EPERM';
  }
}

function ageMs(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
