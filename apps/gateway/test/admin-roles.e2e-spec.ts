import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyFolder } from '#libs/config';
import { signingKey } from '#libs/signing';
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { Role } from '../src/administration/routes/role.js';
import { mayUse } from '../src/administration/routes/route-table.js';
import { signInKeys } from '../src/administration/sign-in/keys.js';
import { exampleBody, examplePath, ROUTES } from './admin-requests.js';
import { send, TestStaff } from './admin-staff.js';

describe('S39 and F38: each route answers as the table of roles says', () => {
  let bank: TestBank;
  let staff: TestStaff;
  const users = new Map<Role, string>();
  const folder = mkdtempSync(join(tmpdir(), 'uploads-'));

  beforeAll(async () => {
    bank = await startBank({
      services: ['auth', 'notifications', 'gateway'],
      data: 'empty',
      environment: { gateway: { ADMIN: 'on', ADMIN_IMPORTS_DIR: folder } },
    });
    staff = await TestStaff.of(bank);
    for (const role of Role.options) users.set(role, (await staff.create(role, role)).userId);
  }, 120_000);
  afterAll(async () => {
    await staff.close();
    await bank.stop();
    rmSync(folder, { recursive: true });
  });

  const request = (route: (typeof ROUTES)[number], token?: string) =>
    send(bank.adminUrl, route.method.toUpperCase(), examplePath(route), {
      ...(token === undefined ? {} : { token }),
      ...exampleBody(route),
      key: randomUUID(),
    });
  const problem = (code: string) => `urn:phone-banking:problem:${code}`;

  it.each(Role.options)(
    '%s: only what is listed',
    async (role) => {
      const wrong: unknown[] = [];
      for (const route of ROUTES) {
        // A session of its own, as some routes end it.
        const member = await staff.signedIn(users.get(role)!, role);
        const { status, body } = await request(route, member.token);
        const isRefused = status === 403 && body['type'] === problem('role-missing');
        if (
          isRefused === mayUse(route, role) ||
          (body['type'] === problem('not-signed-in') && route.access !== 'public') ||
          status >= 500
        )
          wrong.push([route.id, status, body]);
      }
      expect(wrong).toEqual([]);
    },
    60_000,
  );

  it('nobody without a token, and the public routes alone', async () => {
    for (const route of ROUTES) {
      const { status, body } = await request(route);
      const isRefused = body['type'] === problem('not-signed-in');
      expect([route.id, isRefused]).toEqual([route.id, route.access !== 'public']);
      if (isRefused) expect(status).toBe(401);
    }
  });

  it('of 1,000 forged tokens none is taken', async () => {
    const own = signInKeys(new KeyFolder(bank.secretsDir('gateway')).secret('admin.key')).tokens;
    const key = signingKey(own);
    const foreign = generateKeyPairSync('ed25519').privateKey;
    const userId = users.get('administrator')!;
    const session = (await staff.sessions.begin(userId))!;
    const now = Math.floor(Date.now() / 1_000);
    const sign = (
      over: Record<string, unknown> = {},
      { by = key, alg = 'EdDSA', typ = 'at+jwt' }: { by?: KeyObject | Uint8Array; alg?: string; typ?: string } = {},
    ) => {
      const claims = {
        iss: 'phone-banking',
        aud: 'phone-banking-admin',
        sub: userId,
        sid: session.actor.sessionId,
        iat: now,
        exp: now + 300,
        ...over,
      };
      return new SignJWT(claims).setProtectedHeader({ alg, typ }).sign(by);
    };
    const good = await sign();
    expect((await send(bank.adminUrl, 'GET', '/me', { token: good })).status).toBe(200);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const [head = '', claims = '', signature = ''] = good.split('.');
    const forged: (() => Promise<string> | string)[] = [
      () => `${part({ alg: 'none', typ: 'at+jwt' })}.${claims}.`,
      () => `${part({ alg: 'none', typ: 'at+jwt' })}.${claims}.${signature}`,
      () => sign({}, { alg: 'HS256', by: own }),
      () => sign({}, { by: foreign }),
      () => sign({ aud: 'bank-services' }),
      () => sign({ iss: 'somebody' }),
      () => sign({ exp: now - 1 }),
      () => sign({ iat: now - 3_600, exp: now + 3_600 }),
      () => sign({}, { typ: 'JWT' }),
      () => sign({}, { typ: 'grant+jwt' }),
      () => sign({ sid: randomUUID() }),
      () => sign({ sub: users.get('viewer') }),
      () => sign({ sub: randomUUID() }),
      () => sign({ exp: undefined }),
      () => `${head}.${part({ sub: userId, sid: session.actor.sessionId, roles: ['administrator'] })}.${signature}`,
      () => `${good.slice(0, -3)}AAA`,
      () => session.refreshToken,
    ];
    const taken: unknown[] = [];
    for (let index = 0; index < 1_000; index += 20) {
      const batch = Array.from({ length: 20 }, async (_, offset) => {
        const which = (index + offset) % forged.length;
        const answer = await send(bank.adminUrl, 'GET', '/me', { token: await forged[which]!() });
        if (answer.status !== 401) taken.push([which, answer.status]);
      });
      await Promise.all(batch);
    }
    expect(taken).toEqual([]);
  }, 60_000);

  it('unknown fields, foreign ids, huge pages and forged places get nothing', async () => {
    const admin = await staff.signedIn(users.get('administrator')!, 'administrator');
    const operator = await staff.signedIn(users.get('operator')!, 'operator');
    const roles = { roles: ['administrator'], isSample: true };
    const signIn = { name: 'viewer', password: 'x', code: '123456', ...roles };
    expect(await send(bank.adminUrl, 'POST', '/sign-in', { body: signIn })).toMatchObject({ status: 400 });
    const proposal = { phones: ['+355690000009'], reason: 'mass assignment', state: 'approved', decidedBy: 'x' };
    const path = `/clients/${randomUUID()}/phones/proposals`;
    expect(await operator.post(path, proposal)).toMatchObject({ status: 400 });
    const proto = JSON.parse(
      '{"version":0,"value":{"emergency":true},"__proto__":{"roles":["administrator"]}}',
    ) as object;
    expect(await admin.put('/announcement', proto)).toMatchObject({ status: 400 });
    for (const foreign of ['/calls/', '/proposals/']) {
      expect(await operator.get(`${foreign}${randomUUID()}`)).toMatchObject({ status: 404 });
      expect(await operator.get(`${foreign}1%20OR%201=1`)).toMatchObject({ status: 400 });
    }
    for (const limit of ['101', '1000000', '-1', '0', '1e3', '', '5;DROP'])
      expect(await operator.get(`/calls?limit=${limit}`)).toMatchObject({ status: 400 });
    expect(await operator.get('/calls?limit=1&limit=2')).toMatchObject({ status: 400 });
    expect(await operator.get('/calls?order=caller_number')).toMatchObject({ status: 400 });
    const place = Buffer.from(JSON.stringify({ at: "2026-01-01' OR 1=1", id: randomUUID() })).toString('base64url');
    expect(await operator.get(`/calls?after=${place}`)).toMatchObject({ status: 400 });
    const many = { deliveryIds: Array.from({ length: 101 }, () => randomUUID()) };
    expect(await operator.post('/deliveries/requeue', many)).toMatchObject({ status: 400 });
    const huge = { reason: 'x'.repeat(70_000) };
    expect(await operator.post(`/locks/cards/${randomUUID()}/release`, huge)).toMatchObject({ status: 413 });
  });
});
