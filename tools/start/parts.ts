import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './apps.js';

/** The roles and their passwords, and a role that may make roles and schemas. */
export interface MigrateOptions {
  readonly adminUrl: string;
  readonly passwords: Record<App, string>;
}

/** What the loading of the demo bank needs; it speaks to the services as any bank's feed would. */
export interface ImportOptions {
  readonly natsUrl: string;
  readonly secretsDir: string;
  readonly log: (line: string) => void;
}

/** What the supervisor runs; tests put stand-ins here. */
export interface BankParts {
  /** The program of an app. */
  readonly appScript: (app: App) => string;
  /** Folder the apps work in: relative paths in settings are meant from here. */
  readonly folder: string;
  /** The same for the same sources; undefined when it is not known. */
  readonly buildStamp: string | undefined;
  readonly migrate: (options: MigrateOptions) => Promise<void>;
  readonly importDemo: (options: ImportOptions) => Promise<void>;
}

/** The real parts, from the folder of the build. What every start needs is loaded while the database starts. */
export function builtParts(dist: URL, folder: string): BankParts {
  const importDemo = load<{ importDemo: BankParts['importDemo'] }>(new URL('tools/import-demo/main.js', dist));
  return {
    appScript: (app) => join(folder, 'dist/apps', app, 'src/main.js'),
    folder,
    buildStamp: buildStamp(new URL('.built-from', dist)),
    migrate: async (options) => {
      const { migrateAll } = await load<{ migrateAll: BankParts['migrate'] }>(new URL('tools/migrate/main.js', dist));
      await migrateAll(options);
    },
    importDemo: async (options) => (await importDemo).importDemo(options),
  };
}

function buildStamp(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A build under way has none yet.
    return undefined;
  }
}

function load<Module>(url: URL): Promise<Module> {
  const loaded = import(url.href) as Promise<Module>;
  // Whoever uses it is told; until then a failure is not an unhandled one.
  loaded.catch(() => undefined);
  return loaded;
}
