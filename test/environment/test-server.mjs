import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The administrator's, on a server that lives for one run, on loopback. */
const PASSWORD = 'tests';
const TRIES = 5;
const STOP_MS = 5_000;
/** Each test file with a bank has a copy of some 15 MB, for as long as it runs. */
const ROOM_BYTES = 4 * 1024 ** 3;

/**
 * Starts a PostgreSQL for the tests on a free port, as durable as the bank's own, since services refuse any other (S29).
 * It ends, and its folder goes, even when Jest is killed.
 */
export async function startTestServer(root, { template, rolePassword }) {
  const build = (path) => import(pathToFileURL(join(root, 'dist/tools', path)).href);
  const { postgresUser } = await build('start/postgres/os-user.js');
  const user = postgresUser();
  const prototype = await emptyCluster(root, user, build);
  const folder = mkdtempSync(join(roomInMemory() ?? tmpdir(), 'bank-test-'));
  // The database runs as another user when we are root.
  chmodSync(folder, 0o711);
  const cluster = join(folder, 'postgres');
  execFileSync('cp', ['-a', prototype, cluster]);
  const { server, port } = await startOnFreePort(
    { folder: cluster, user, logFile: join(folder, 'postgres.log'), folderToRemove: folder },
    build,
  );
  const stop = async () => {
    await server.stop(STOP_MS);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const adminUrl = (database) => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`;
    await makeTemplate(adminUrl(template), rolePassword, build);
    return { adminUrl: adminUrl('postgres'), folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A file system in memory with room for all databases, where waiting for the disk takes no time; PostgreSQL asks for it all the same. */
function roomInMemory() {
  const folder = '/dev/shm';
  if (process.platform !== 'linux' || !existsSync(folder)) return undefined;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > ROOM_BYTES ? folder : undefined;
}

/** An empty database is made once for each version of PostgreSQL and then copied, which is ten times as fast. */
async function emptyCluster(root, user, build) {
  const { packagedVersion } = await build('start/postgres/programs.js');
  const cache = join(root, 'node_modules/.cache/phone-banking');
  const prototype = join(cache, `postgres-${packagedVersion()}-${user?.uid ?? process.getuid()}`);
  if (existsSync(prototype)) return prototype;
  mkdirSync(cache, { recursive: true });
  const { makeCluster } = await build('start/postgres/cluster.js');
  const mine = `${prototype}.${process.pid}`;
  await makeCluster({ folder: mine, password: PASSWORD, user, logFile: join(cache, 'initdb.log') });
  try {
    renameSync(mine, prototype);
  } catch {
    // Another run of the tests was faster; its database is as good.
    rmSync(mine, { recursive: true, force: true });
  }
  return prototype;
}

async function startOnFreePort(spec, build) {
  const { startPostgres } = await build('start/postgres/server.js');
  const { freePort } = await build('start/ports.js');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return { server: await startPostgres({ ...spec, port }), port };
    } catch (error) {
      // Somebody may have taken the port meanwhile.
      if (attempt === TRIES) throw error;
    }
  }
}

async function makeTemplate(adminUrl, rolePassword, build) {
  const { ensureDatabase } = await build('start/postgres/bank-database.js');
  const { migrateAll } = await build('migrate/main.js');
  const roles = ['auth', 'accounts', 'cards', 'notifications', 'gateway'];
  await ensureDatabase(adminUrl);
  await migrateAll({ adminUrl, passwords: Object.fromEntries(roles.map((role) => [role, rolePassword])) });
}
