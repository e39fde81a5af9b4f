import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeProgram } from './dependencies.mjs';
import { handOver } from './handover.mjs';

/**
 * Goes on in a program of the build, on the Node that came with the dependencies. What Node compiles is kept, which shortens
 * the next start. `channel` as for `handOver`.
 */
export async function goOnIn(root, name, args, { channel = false } = {}) {
  const dist = join(root, 'dist');
  // Errors name the sources, as `nodeFlags` has it for what these programs start.
  const sourceMaps = pathToFileURL(join(dist, 'libs/service/src/source-maps.js')).href;
  const env = { NODE_COMPILE_CACHE: compileCache(root), ...process.env };
  const main = join(dist, 'tools', name, 'main.js');
  await handOver(nodeProgram(root), ['--import', sourceMaps, main, ...args], { env, channel });
}

/** Where Node keeps what it compiled. */
export const compileCache = (root) => join(root, 'node_modules/.cache/phone-banking/compiled');
