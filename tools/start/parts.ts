import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BusAccess } from '#libs/messaging';
import type { DemoMember } from './addresses.js';
import type { App } from './apps.js';

/** The roles and their passwords, and a role that may make roles and schemas. */
export interface MigrateOptions {
  readonly adminUrl: string;
  readonly passwords: Record<App, string>;
}

/** What the loading of the demo bank needs; it speaks to the services as any bank's feed would. */
export interface ImportOptions {
  readonly bus: BusAccess;
  readonly secretsDir: string;
  readonly log: (line: string) => void;
}

/** What making the staff of the demo needs: the gateway's place, and the file they are written to. */
export interface DemoStaffOptions {
  readonly databaseUrl: string;
  readonly secretsDir: string;
  readonly bankName: string;
  readonly file: string;
}

/** What the supervisor runs; tests put stand-ins here. */
export interface BankParts {
  /** The program of an app. */
  readonly appScript: (app: App) => string;
  /** The mail server of the demo, which delivers nothing and shows what it took. */
  readonly mailCatcherScript: string;
  /** Checks and loads what is uploaded to the administration. */
  readonly importerScript: string;
  /** Folder the apps work in: relative paths in settings are meant from here. */
  readonly folder: string;
  /** What an app or PostgreSQL is told instead: other addresses of its servers, another clock. */
  readonly altered?: ((name: string, environment: Record<string, string>) => Record<string, string>) | undefined;
  /** The same for the same sources; undefined when it is not known. */
  readonly buildStamp: string | undefined;
  /** Begins to load what every start needs, while others are waited for. */
  readonly warmUp: () => void;
  readonly migrate: (options: MigrateOptions) => Promise<void>;
  readonly importDemo: (options: ImportOptions) => Promise<void>;
  readonly demoStaff: (options: DemoStaffOptions) => Promise<readonly DemoMember[]>;
}

/** The real parts, from the folder of the build. They are loaded when they are wanted, as each takes a moment. */
export function builtParts(dist: URL, folder: string): BankParts {
  const importer = () =>
    import(new URL('tools/import-demo/main.js', dist).href) as Promise<Pick<BankParts, 'importDemo'>>;
  return {
    appScript: (app) => join(folder, 'dist/apps', app, 'main.js'),
    mailCatcherScript: join(folder, 'dist/tools/mail-catcher/main.js'),
    importerScript: join(folder, 'dist/tools/import/main.js'),
    folder,
    buildStamp: buildStamp(new URL('.built-from', dist)),
    warmUp: () => {
      // Whoever imports is told of a failure; here it is of no interest.
      importer().catch(() => undefined);
    },
    migrate: async (options) => {
      const migrate = new URL('tools/migrate/main.js', dist).href;
      const { migrateAll } = (await import(migrate)) as { migrateAll: BankParts['migrate'] };
      await migrateAll(options);
    },
    importDemo: async (options) => (await importer()).importDemo(options),
    demoStaff: async ({ file, ...place }) => {
      const { ensureDemoStaff } = (await import(new URL('tools/admin/demo-staff.js', dist).href)) as {
        ensureDemoStaff: (place: Omit<DemoStaffOptions, 'file'>, file: string) => Promise<DemoMember[]>;
      };
      return ensureDemoStaff(place, file);
    },
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
