import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is built; everything below these folders but the tests. */
export const SOURCE_FOLDERS = ['apps', 'libs', 'tools'];
const ALSO_DECISIVE = ['.swcrc', 'package-lock.json'];
const NOT_BUILT = /\.(int-|e2e-)?spec\.ts$/;

/**
 * One text for the state of all sources: it changes when a file is edited, added, renamed or removed, and not when
 * only dates change, as they do with every checkout.
 */
export function sourceStamp(root) {
  const hash = createHash('sha256');
  for (const file of [...SOURCE_FOLDERS.flatMap((folder) => filesBelow(root, folder)), ...ALSO_DECISIVE]) {
    hash.update(`${file}\0`).update(contentHash(join(root, file)));
  }
  return hash.digest('hex');
}

function filesBelow(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_BUILT.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .sort();
}

function contentHash(path) {
  return createHash('sha256').update(readFileSync(path)).digest();
}
