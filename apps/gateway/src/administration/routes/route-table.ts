import type { Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { isPublicPage, routeOf } from './admin-route.js';
import { type Role, Role as Roles } from './role.js';
import type { AnyRoute } from './route.js';

/** A route that nobody declared would be one without a role (S39). */
export class UndeclaredRoute extends Error {
  override readonly name = 'UndeclaredRoute';
}

/**
 * The routes of these controllers.
 * @throws UndeclaredRoute for a handler without a declaration, and for two routes of one name or address.
 */
export function routesOf(controllers: readonly Type[]): AnyRoute[] {
  const routes: AnyRoute[] = [];
  for (const controller of controllers) {
    for (const [name, handler] of handlersOf(controller)) {
      const route = routeOf(handler);
      if (route) routes.push(route);
      else if (!isPublicPage(controller))
        throw new UndeclaredRoute(`${controller.name}.${name} says for which roles it is nowhere`);
    }
  }
  refuseTwins(routes.map(({ id }) => id));
  refuseTwins(routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`));
  return routes;
}

function handlersOf(controller: Type): [string, object][] {
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor')
    .map((name): [string, unknown] => [name, Object.getOwnPropertyDescriptor(prototype, name)?.value])
    .filter((entry): entry is [string, object] => typeof entry[1] === 'function' && isHandler(entry[1]));
}

const isHandler = (method: object) =>
  Reflect.hasMetadata(PATH_METADATA, method) || Reflect.hasMetadata(METHOD_METADATA, method);

function refuseTwins(names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) throw new UndeclaredRoute(`${twin} is declared twice`);
}

/** Whether somebody with this role may use a route. */
export function mayUse(route: Pick<AnyRoute, 'access'>, role: Role): boolean {
  return typeof route.access === 'string' || route.access.includes(role);
}

/** The table of roles and routes as Markdown, sorted by address. */
export function roleTable(routes: readonly AnyRoute[]): string {
  const order = (route: AnyRoute) => `${route.path} ${route.method}`;
  const rows = [...routes]
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .map((route) => [
      `\`${route.method.toUpperCase()} ${route.path}\``,
      ...(route.access === 'public'
        ? ['anybody', '', '', '']
        : Roles.options.map((role) => (mayUse(route, role) ? 'yes' : '–'))),
      route.summary,
    ]);
  const head = ['Route', ...Roles.options, 'What it does'];
  const table = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Injection token of the {@link RouteTable}. */
export const ROUTE_TABLE = Symbol('ROUTE_TABLE');

/** All routes, for those who tell of them. */
export class RouteTable {
  constructor(readonly routes: readonly AnyRoute[]) {}

  /** Names of the operations that somebody with these roles may use. */
  operationsOf(roles: readonly Role[]): string[] {
    return this.routes.filter((route) => roles.some((role) => mayUse(route, role))).map(({ id }) => id);
  }
}
