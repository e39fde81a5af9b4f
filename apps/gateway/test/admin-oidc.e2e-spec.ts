import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, type GenerateKeyPairResult, type JWK, SignJWT } from 'jose';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually, startBank, type TestBank } from '../../../test/harness/index.js';
import { type Answer, send } from './admin-staff.js';

const AUDIENCE = 'phone-banking-admin';
const ROLES = ['security', 'accounting'];

/** How a token differs from a good one. */
interface Difference {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly by?: Parameters<SignJWT['sign']>[0];
}

/** An identity provider: keys that it publishes, and tokens signed with the newest. */
class Provider {
  readonly url: string;
  /** How often its keys were fetched. */
  fetched = 0;
  /** What a token tried to have fetched. */
  lured = 0;
  isAway = false;
  private keys: { kid: string; pair: GenerateKeyPairResult }[] = [];

  private constructor(private readonly server: Server) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', ({ url }, response) => {
      if (url !== '/keys') this.lured += 1;
      else if (this.isAway) {
        response.writeHead(500).end();
        return;
      }
      this.fetched += 1;
      void this.published().then((keys) => {
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
      });
    });
  }

  static async start(): Promise<Provider> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const provider = new Provider(server);
    await provider.rotate();
    return provider;
  }

  /** A new key in the place of all others. */
  async rotate(): Promise<void> {
    this.keys = [{ kid: `key-${Date.now()}`, pair: await generateKeyPair('ES256', { extractable: true }) }];
  }

  get newest() {
    return this.keys[0]!;
  }

  async token({ claims = {}, header = {}, by }: Difference = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const good = {
      ...{ iss: this.url, aud: AUDIENCE, sub: 'f3b1', preferred_username: 'mira@bank.example' },
      ...{ iat: now, exp: now + 300, realm_access: { roles: ROLES } },
    };
    return new SignJWT({ ...good, ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: this.newest.kid, ...header })
      .sign(by ?? this.newest.pair.privateKey);
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private published(): Promise<JWK[]> {
    return Promise.all(
      this.keys.map(async ({ kid, pair }) => ({ ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256', use: 'sig' })),
    );
  }
}

describe("S38: staff sign in at the bank's identity provider", () => {
  let provider: Provider;
  let bank: TestBank;

  beforeAll(async () => {
    provider = await Provider.start();
    provider.isAway = true;
    bank = await startBank({
      services: ['gateway'],
      data: 'empty',
      environment: {
        gateway: {
          ADMIN: 'on',
          ADMIN_OIDC_ISSUER: provider.url,
          ADMIN_OIDC_AUDIENCE: AUDIENCE,
          ADMIN_OIDC_JWKS_URL: `${provider.url}/keys`,
          ADMIN_OIDC_ALGORITHM: 'ES256',
          ADMIN_OIDC_ROLES_CLAIM: 'realm_access.roles',
        },
      },
    });
  }, 120_000);
  afterAll(async () => {
    await bank.stop();
    await provider.stop();
  });

  const me = (token: string): Promise<Answer> => send(bank.adminUrl, 'GET', '/me', { token });

  it('while its keys cannot be had nobody is let in, and it is told as an outage', async () => {
    expect(await me(await provider.token())).toMatchObject({ status: 503 });
    provider.isAway = false;
    await eventually(async () => (await me(await provider.token())).status === 200, 20_000);
  });

  it('its token says who it is and which of our roles; roles of others are none, and our own sign-in is off', async () => {
    expect((await me(await provider.token())).body).toMatchObject({ name: 'mira@bank.example', roles: ['security'] });
    const [without, other] = [{ realm_access: undefined }, { realm_access: { roles: 'administrator' } }];
    for (const claims of [without, other, { roles: ['administrator'], realm_access: { roles: [] } }]) {
      const token = await provider.token({ claims });
      expect((await me(token)).body['roles']).toEqual([]);
      expect(await send(bank.adminUrl, 'GET', '/calls', { token })).toMatchObject({ status: 403 });
    }
    const body = { name: 'mira', password: 'a good long password', code: '123456' };
    expect(await send(bank.adminUrl, 'POST', '/sign-in', { body })).toMatchObject({
      status: 403,
      body: { type: 'urn:phone-banking:problem:sign-in-elsewhere' },
    });
  });

  it('of 1,000 tokens that are wrong in one thing none is taken, and none makes us fetch anything', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const foreign = await generateKeyPair('ES256');
    const rsa = await generateKeyPair('RS256');
    const published = new TextEncoder().encode(await exportSPKI(provider.newest.pair.publicKey));
    const good = await provider.token();
    const [, claims = '', signature = ''] = good.split('.');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = { alg: 'none', typ: 'at+jwt' };
    const own = { ...(await exportJWK(foreign.publicKey)), alg: 'ES256' };
    const wrong: (() => Promise<string> | string)[] = [
      () => `${part(unsigned)}.${claims}.`,
      () => `${part(unsigned)}.${claims}.${signature}`,
      () => provider.token({ header: { alg: 'HS256' }, by: published }),
      () => provider.token({ header: { alg: 'RS256' }, by: rsa.privateKey }),
      () => provider.token({ by: foreign.privateKey }),
      () => provider.token({ by: foreign.privateKey, header: { kid: 'of-nobody' } }),
      () => provider.token({ by: foreign.privateKey, header: { jwk: own } }),
      () => provider.token({ by: foreign.privateKey, header: { jku: `${provider.url}/lure`, kid: 'lure' } }),
      () => provider.token({ by: foreign.privateKey, header: { x5u: `${provider.url}/lure` } }),
      () => provider.token({ claims: { iss: `${provider.url}/` } }),
      () => provider.token({ claims: { iss: undefined } }),
      () => provider.token({ claims: { aud: 'bank-intranet' } }),
      () => provider.token({ claims: { aud: undefined } }),
      () => provider.token({ claims: { exp: now - 10 } }),
      () => provider.token({ claims: { exp: undefined } }),
      () => provider.token({ claims: { nbf: now + 600 } }),
      () => provider.token({ claims: { iat: now - 20 * 60, exp: now + 3_600 } }),
      () => provider.token({ claims: { iat: now + 600, exp: now + 900 } }),
      () => provider.token({ claims: { sub: undefined } }),
      () => provider.token({ claims: { sub: 7 } }),
      () => provider.token({ header: { typ: 'JWT' } }),
      () => provider.token({ header: { typ: undefined } }),
      () => `${good.slice(0, -4)}AAAA`,
      () => `${good.split('.')[0]}.${part({ iss: provider.url, aud: AUDIENCE, sub: 'x' })}.${signature}`,
      () => 'not.a.token',
    ];
    const before = provider.fetched;
    const taken: unknown[] = [];
    for (let index = 0; index < 1_000; index += 20) {
      const batch = Array.from({ length: 20 }, async (_, offset) => {
        const which = (index + offset) % wrong.length;
        const { status } = await me(await wrong[which]!());
        if (status !== 401) taken.push([which, status]);
      });
      await Promise.all(batch);
    }
    expect(taken).toEqual([]);
    expect((await me(good)).status).toBe(200);
    // Keys nobody knows are asked for now and then, however many tokens name one.
    const seconds = Math.floor(Date.now() / 1_000) - now;
    expect(provider.fetched - before).toBeLessThanOrEqual(1 + Math.ceil(seconds / 10));
    expect(provider.lured).toBe(0);
  }, 60_000);

  it('a new key of the provider is taken over within seconds, and the one it withdrew is good no more', async () => {
    const old = await provider.token();
    const { newest } = provider;
    await provider.rotate();
    await eventually(async () => (await me(await provider.token())).status === 200, 20_000);
    expect((await me(old)).status).toBe(401);
    const again = await provider.token({ by: newest.pair.privateKey, header: { kid: newest.kid } });
    expect((await me(again)).status).toBe(401);
  }, 40_000);
});
