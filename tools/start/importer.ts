import { nodeFlags } from './apps.js';
import type { BankParts } from './parts.js';
import type { ChildSpec } from './processes/child.js';
import { places, type StartSettings } from './settings.js';

const PASSED_ON =
  /^(PATH|HOME|LANG|LC_ALL|TZ|NODE_ENV|NODE_EXTRA_CA_CERTS|NODE_COMPILE_CACHE|ADMIN_IMPORTS_DIR|NATS_(CA|CERT|KEY)_FILE)$/;

/** The importer: a process of its own, as nobody else may bring the services data (S25). */
export function importerSpec(
  settings: StartSettings,
  { importerScript, folder }: Pick<BankParts, 'importerScript' | 'folder'>,
  natsUrl: string,
  usersOwn: NodeJS.ProcessEnv,
): ChildSpec {
  const own = Object.entries(usersOwn).filter(([name, value]) => PASSED_ON.test(name) && value !== undefined);
  const env = Object.fromEntries(own) as Record<string, string>;
  return {
    name: 'importer',
    command: process.execPath,
    args: [...nodeFlags(folder), importerScript, '--uploads'],
    env: { ...env, PROFILE: settings.profile, DATA_DIR: settings.dataDir, NATS_URL: natsUrl },
    cwd: folder,
    logFile: places(settings.dataDir).logOf('importer'),
    stopSignal: 'SIGTERM',
  };
}
