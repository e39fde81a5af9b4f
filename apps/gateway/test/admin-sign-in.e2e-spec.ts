import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { type Answer, codeFor, PASSWORD, send, TestStaff } from './admin-staff.js';

describe('S38: staff sign in strongly', () => {
  let bank: TestBank;
  let staff: TestStaff;

  beforeAll(async () => {
    bank = await startBank({ services: ['gateway'], data: 'empty', environment: { gateway: { ADMIN: 'on' } } });
    staff = await TestStaff.of(bank);
  }, 120_000);
  afterAll(async () => {
    await staff.close();
    await bank.stop();
  });

  const signIn = (name: string, password: string, code: string): Promise<Answer> =>
    send(bank.adminUrl, 'POST', '/sign-in', { body: { name, password, code } });
  const tokenOf = ({ body }: Answer) => String(body['accessToken']);

  it('name, password and code give a token for five minutes that opens what the roles open', async () => {
    const { secret } = await staff.create('mira', 'operator');
    const answer = await signIn('Mira', PASSWORD, codeFor(secret));
    expect(answer).toMatchObject({ status: 200, body: { tokenType: 'Bearer', expiresIn: 300 } });
    const me = await send(bank.adminUrl, 'GET', '/me', { token: tokenOf(answer) });
    expect(me).toMatchObject({ status: 200, body: { name: 'mira', roles: ['operator'] } });
  });

  it('a code is good once, and so is a refresh token', async () => {
    const { secret } = await staff.create('ana', 'viewer');
    const code = codeFor(secret);
    const [first, again] = [await signIn('ana', PASSWORD, code), await signIn('ana', PASSWORD, code)];
    expect([first.status, again.status]).toEqual([200, 401]);
    const refresh = (refreshToken: unknown) =>
      send(bank.adminUrl, 'POST', '/sign-in/refresh', { body: { refreshToken } });
    const next = await refresh(first.body['refreshToken']);
    expect(next.status).toBe(200);
    expect(await refresh(first.body['refreshToken'])).toMatchObject({ status: 401 });
    expect((await send(bank.adminUrl, 'GET', '/me', { token: tokenOf(next) })).status).toBe(200);
  });

  it('after signing out, a disabled user, or 15 idle minutes, the token opens nothing', async () => {
    const [out, disabled, idle] = [
      await staff.member('out', 'viewer'),
      await staff.member('disabled', 'viewer'),
      await staff.member('idle', 'viewer'),
    ];
    expect((await out.post('/sign-out')).status).toBe(200);
    await staff.users.disable(disabled.id);
    await bank.sql(
      `UPDATE gateway.admin_sessions SET last_used_at = now() - interval '15 minutes 1 second' WHERE user_id = $1`,
      [idle.id],
    );
    for (const member of [out, disabled, idle]) expect((await member.get('/me')).status).toBe(401);
  });

  it('10,000 attempts on existing and invented names: ten comparisons each, equal answers, nobody in', async () => {
    const { secret } = await staff.create('target', 'administrator');
    const names = ['target', 'nobody1', 'nobody2', 'nobody3'];
    const answers = new Map<string, Set<string>>(names.map((name) => [name, new Set()]));
    const attempt = async (index: number) => {
      const name = names[index % names.length]!;
      const answer = await signIn(name, `guess number ${index}`, String(100_000 + index));
      if (answer.status === 429) return;
      answers.get(name)!.add(`${answer.status} ${JSON.stringify(answer.body)}`);
    };
    let next = 0;
    const worker = async () => {
      while (next < 10_000) await attempt(next++);
    };
    await Promise.all(Array.from({ length: 12 }, worker));
    expect(new Set([...answers.values()].flatMap((seen) => [...seen])).size).toBe(1);
    const locks = await bank.sql<{ failures: number; minutes: number }>(
      `SELECT failures, (extract(epoch FROM locked_until - now()) / 60)::float8 AS minutes
       FROM gateway.admin_sign_ins WHERE locked_until IS NOT NULL`,
    );
    expect(locks.map(({ failures }) => failures)).toEqual([10, 10, 10, 10]);
    for (const { minutes } of locks) expect(minutes).toBeGreaterThan(28);
    expect(await signIn('target', PASSWORD, codeFor(secret))).toMatchObject({ status: 401 });
    await bank.sql(`UPDATE gateway.admin_sign_ins SET locked_until = now() - interval '1 second'`);
    expect(await signIn('target', PASSWORD, codeFor(secret))).toMatchObject({ status: 200 });
    expect(bank.logs.lines.filter((line) => line.includes('admin_sign_in_locked'))).toHaveLength(4);
  }, 90_000);

  it('a new password takes the old one and a code, ends other sessions, and must be a good one', async () => {
    const { userId, secret } = await staff.create('lena', 'viewer');
    const [here, elsewhere] = [await staff.signedIn(userId, 'lena'), await staff.signedIn(userId, 'lena')];
    const change = (given: Record<string, string>) => here.post('/me/password', given);
    const code = codeFor(secret);
    expect(await change({ password: PASSWORD, code, newPassword: 'short' })).toMatchObject({ status: 422 });
    expect(await change({ password: 'wrong', code, newPassword: 'something else, long' })).toMatchObject({
      status: 401,
    });
    expect(await change({ password: PASSWORD, code, newPassword: 'something else, long' })).toMatchObject({
      status: 200,
    });
    expect((await here.get('/me')).status).toBe(200);
    expect((await elsewhere.get('/me')).status).toBe(401);
    expect(await signIn('lena', PASSWORD, codeFor(secret, 30))).toMatchObject({ status: 401 });
    expect(await signIn('lena', 'something else, long', codeFor(secret, 30))).toMatchObject({ status: 200 });
  });
});
