import { ADMIN_CONTROLLERS } from '../src/administration/controllers.js';
import type { AnyRoute } from '../src/administration/routes/route.js';
import { routesOf } from '../src/administration/routes/route-table.js';

/** Every declared route of the administration. */
export const ROUTES: readonly AnyRoute[] = routesOf(ADMIN_CONTROLLERS);

/** The path of a route with the parameters of its example. */
export function examplePath({ path, query, examples }: AnyRoute): string {
  const params = (examples.params ?? {}) as Record<string, string>;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  const needsTimes = 'from' in ((query as { shape?: object }).shape ?? {}) && path === '/statistics';
  return needsTimes ? `${filled}?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z` : filled;
}

/** What is sent to a route: the body of its example, or a file of one byte. */
export function exampleBody({ takesFile, examples }: AnyRoute): { body?: unknown; file?: string } {
  if (takesFile) return { file: 'x' };
  return examples.body === undefined ? {} : { body: examples.body };
}
