import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The services that speak over the bus; they start at once, in any order (F26). */
export const SERVICES = ['auth', 'accounts', 'cards', 'notifications'] as const;

/** Every process of the bank. The gateway is last to come and first to go. */
export const APPS = [...SERVICES, 'gateway'] as const;
export type App = (typeof APPS)[number];

/** V8 takes what a machine has, and notifications needs little of it. */
const MEMORY_FLAGS: Readonly<Partial<Record<App, readonly string[]>>> = {
  notifications: ['--max-semi-space-size=8', '--max-old-space-size=160'],
};

/**
 * What Node is told of a program of ours, as in the Dockerfile. Nobody may open a debugger on a process that handles PINs or
 * reads card numbers (S7).
 * @param folder the project's.
 */
export function nodeFlags(folder: string, app?: App): string[] {
  const sourceMaps = pathToFileURL(join(folder, 'dist/libs/service/src/source-maps.js')).href;
  return ['--import', sourceMaps, '--disable-sigusr1', ...((app && MEMORY_FLAGS[app]) ?? [])];
}
