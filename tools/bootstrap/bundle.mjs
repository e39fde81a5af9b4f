import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { rolldown } from 'rolldown';
import { orOneSentence, Problem } from './problem.mjs';
import { root } from './root.mjs';

/** Packages with native code, threads, or files of their own beside them: loaded from node_modules. */
const APART = new Set(['bcrypt', 'fontkit', 'libsodium-wrappers', 'pdfkit', 'pg', 'pino', 'piscina']);

/**
 * Puts each app that was compiled into a file, `dist/apps/<app>/main.js`, and what they share into `dist/apps/shared`: to
 * find and read two thousand modules one by one would be half of every start, and of every return after a fault.
 */
async function bundle(dist) {
  const mains = readdirSync(join(dist, 'apps')).map((app) => [app, join(dist, 'apps', app, 'src/main.js')]);
  const missing = [];
  const bundled = await rolldown({
    input: Object.fromEntries(mains.filter(([, main]) => existsSync(main))),
    platform: 'node',
    external: (name) => APART.has(name),
    plugins: [ourFiles(dist)],
    onLog(level, log, say) {
      // What packages can do without, they ask for and do not have: other databases, other buses.
      if (log.code !== 'UNRESOLVED_IMPORT') say(level, log);
      else if (!log.id?.includes('node_modules')) missing.push(log.message);
    },
  });
  await bundled.write({
    dir: join(dist, 'apps'),
    format: 'esm',
    entryFileNames: '[name]/main.js',
    chunkFileNames: 'shared/[name]-[hash].js',
    // Nest and TypeORM go by the names of classes.
    keepNames: true,
    sourcemap: true,
  });
  if (missing.length > 0) throw new Error(missing[0]);
}

/** Errors still name the sources, and what lies beside a module is still found: bundles are two folders below `dist`. */
function ourFiles(dist) {
  const anyBundle = join(dist, 'apps', 'any');
  return {
    name: 'our-files',
    load: {
      filter: { id: /[/\\]dist[/\\](apps|libs)[/\\]/ },
      handler(file) {
        const place = `new URL(${JSON.stringify(relative(anyBundle, file))}, import.meta.url).href`;
        const code = readFileSync(file, 'utf8').replaceAll('import.meta.url', place);
        const map = `${file}.map`;
        return { code, map: existsSync(map) ? JSON.parse(readFileSync(map, 'utf8')) : null };
      },
    },
  };
}

await orOneSentence(() =>
  bundle(join(root, 'dist')).catch((error) => {
    throw new Problem(stripVTControlCharacters(error.message), { cause: error });
  }),
);
