import { describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { ADMIN_CONTROLLERS } from './controllers.js';
import { PublicPage } from './routes/admin-route.js';
import { openApiDocument } from './routes/open-api.js';
import { Role } from './routes/role.js';
import { defineRoute } from './routes/route.js';
import { roleTable, routesOf, UndeclaredRoute } from './routes/route-table.js';
import { restrictedFields, visiblePart } from './routes/visibility.js';

const routes = routesOf(ADMIN_CONTROLLERS);

describe('S39: every admin route states its role', () => {
  it('a handler that declares nothing stops the start', () => {
    @Controller('admin/v1')
    class Forgotten {
      @Get('secrets')
      secrets() {
        return {};
      }
    }
    expect(() => routesOf([...ADMIN_CONTROLLERS, Forgotten])).toThrow(UndeclaredRoute);
    PublicPage()(Forgotten);
    expect(() => routesOf([Forgotten])).not.toThrow();
  });

  it('a declaration that takes unknown fields, or whose path and parameters differ, is none', () => {
    const common = {
      id: 'x',
      method: 'post',
      path: '/x',
      tag: 'calls',
      summary: 'x',
      access: ['viewer'],
      effect: 'none',
      reply: z.object({}),
      examples: { reply: {} },
    } as const;
    expect(() => defineRoute({ ...common, body: z.object({ a: z.string() }) })).toThrow('takes unknown fields');
    const nested = z.strictObject({ a: z.array(z.object({})) });
    expect(() => defineRoute({ ...common, body: nested })).toThrow('takes unknown fields');
    expect(() => defineRoute({ ...common, path: '/x/{y}' })).toThrow('differ');
  });

  it.each(routes.filter(({ reply }) => restrictedFields(reply).length > 0).map((route) => [route.id, route] as const))(
    '%s answers a restricted field to its roles alone',
    (_id, route) => {
      for (const { name, roles } of restrictedFields(route.reply)) {
        for (const role of Role.options) {
          const seen = JSON.stringify(visiblePart(route.reply, route.examples.reply, [role]));
          const whole = JSON.stringify(route.examples.reply);
          const isThere = whole.includes(`"${name}":`) && roles.includes(role);
          expect([role, name, seen.includes(`"${name}":`)]).toEqual([role, name, isThere]);
        }
      }
    },
  );

  it.each(routes.map((route) => [route.id, route] as const))(
    '%s: its examples are what it takes and answers',
    (_id, route) => {
      expect(route.reply.safeParse(route.examples.reply).error).toBeUndefined();
      if (route.examples.body !== undefined) expect(route.body.safeParse(route.examples.body).error).toBeUndefined();
      if (route.examples.params !== undefined)
        expect(route.params.safeParse(route.examples.params).error).toBeUndefined();
    },
  );

  it('S5: no route takes or answers a PIN or a whole card number', () => {
    const document = JSON.stringify(openApiDocument(routes));
    expect(document).not.toMatch(/"(pin|pan|cardNumber|pinCode)"/i);
  });
});

it('the OpenAPI document passes the recommended rules of a linter', async () => {
  const config = await createConfig({ extends: ['recommended'] });
  const source = JSON.stringify(openApiDocument(routes));
  const problems = await lintFromString({ source, config });
  const told = problems.map(({ severity, ruleId, message, location }) => [
    severity,
    ruleId,
    message,
    location[0]?.pointer,
  ]);
  expect(told).toEqual([]);
}, 60_000);

it('the manual has the table of roles as the code has it', () => {
  const manual = readFileSync(new URL('../../../../docs/administration.md', import.meta.url), 'utf8');
  const table = /<!-- roles -->\n+([\s\S]*?)\n+<!-- \/roles -->/.exec(manual)?.[1];
  const cells = (text: string) =>
    text.split('\n').map((line) => line.replaceAll(/\s*\|\s*/g, '|').replaceAll(/-+/g, '-'));
  expect(cells(table ?? '')).toEqual(cells(roleTable(routes)));
});
