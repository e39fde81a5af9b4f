import { BUS_USERS, type BusUser, EndCall, GetLimitAndDebt } from '#libs/contracts';
import { type BusAccess, busAccess, busOptions, connectToBus } from '#libs/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startNats, type TestNats, testServers } from '../../test/environment/servers.js';
import { EVENTS, REQUESTS } from '../service-apis/contract-list.js';
import type { Child } from '../start/processes/child.js';
import { startNats as startNatsOn } from '../start/nats.js';
import { freePort } from '../start/ports.js';
import { busConfiguration, platformLogins } from './bus-configuration.js';
import { makeCertificate } from './certificates.js';
import { newSeed } from '#libs/messaging';
import { PLATFORM_RIGHTS } from './rights.js';

const SUBJECTS = [...REQUESTS, ...EVENTS].map(({ contract }) => contract.subject);
/** What a stolen key would try besides: everything, others' replies, other versions, the server's own subjects. */
const BEYOND = ['>', '*', '*.v1.>', 'auth.>', 'auth.v1.credential.*', '_INBOX.>', '_INBOX_*.>', '$SYS.>', '$JS.API.>'];
const OTHERS_INBOXES = BUS_USERS.map((user) => `_INBOX_${user}.>`);
const ODD_PUBLISH = ['auth.v2.credential.verify', '$JS.API.STREAM.LIST', '$SYS.REQ.SERVER.PING', '_INBOX.x'];

/** Connects once, or says why not. */
const connectOnce = (access: BusAccess) =>
  connect({ ...busOptions(access, 'once'), waitOnFirstConnect: false, reconnect: false });

/** What the server refuses of what is done on a connection. */
async function refusedOf(bus: NatsConnection, deed: () => void): Promise<string[]> {
  const refused: string[] = [];
  const statuses = bus.status();
  const listening = (async () => {
    for await (const status of statuses)
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        refused.push(`${status.error.operation} ${status.error.subject}`);
  })();
  deed();
  // The server answers in order: what it refused, it has said before this.
  await bus.flush();
  await bus.close();
  await listening;
  return [...new Set(refused)].sort();
}

describe('S25: a service can say and hear only its own subjects', () => {
  let nats: TestNats;
  let secrets: string;
  beforeAll(async () => {
    secrets = mkdtempSync(join(testServers().folder, 'rights-'));
    platformLogins(secrets);
    nats = await startNats({ secrets });
  });
  afterAll(() => nats.stop());
  const accessOf = (user: BusUser) =>
    busAccess(user, { PROFILE: 'production', NATS_URL: nats.url, SECRETS_DIR: join(secrets, user) });

  it.each(PLATFORM_RIGHTS.map((rights) => [rights.user, rights] as const))(
    '%s: of every subject there is, exactly those of its list',
    async (user, { publish, subscribe }) => {
      const publishes = [...SUBJECTS, ...ODD_PUBLISH, ...BUS_USERS.map((name) => `_INBOX_${name}.x`)];
      const subscribes = [...SUBJECTS, ...BEYOND, ...OTHERS_INBOXES];
      const observer = await connectToBus(nats.everything, 'observer');
      const heard: string[] = [];
      observer.subscribe('>', { callback: (_error, { subject }) => void heard.push(subject) });
      await observer.flush();
      const bus = await connectToBus(accessOf(user), 'matrix');
      const refused = await refusedOf(bus, () => {
        for (const subject of publishes) bus.publish(subject, '{}');
        for (const subject of subscribes) bus.subscribe(subject, { callback: () => undefined });
      });
      await observer.flush();
      await observer.close();
      expect(refused).toEqual(
        [
          ...publishes.filter((subject) => !publish.includes(subject)).map((subject) => `publish ${subject}`),
          ...subscribes.filter((subject) => !subscribe.includes(subject)).map((subject) => `subscription ${subject}`),
        ].sort(),
      );
      expect(heard.sort()).toEqual([...publish].sort());
    },
  );

  it('who answers may reply once, to who asked, and to nobody else', async () => {
    const cards = await connectToBus(accessOf('cards'), 'cards');
    const gateway = await connectToBus(accessOf('gateway'), 'gateway');
    const violations: string[] = [];
    void (async () => {
      for await (const status of cards.status()) if (status.type === 'error') violations.push(String(status.error));
    })();
    cards.subscribe(GetLimitAndDebt.subject, {
      callback: (_error, message) => {
        for (const text of ['first', 'second']) message.respond(text);
        cards.publish('_INBOX_gateway.guessed', 'third');
      },
    });
    await cards.flush();
    const reply = await gateway.request(GetLimitAndDebt.subject, '{}', { timeout: 2_000 });
    await cards.flush();
    expect([reply.string(), violations.length]).toEqual(['first', 2]);
    await Promise.all([cards.close(), gateway.close()]);
  });

  it.each([
    ['anonymous', () => ({ url: nats.url, user: 'gateway' })],
    [
      'a key the server does not know',
      () => ({ url: nats.url, user: 'gateway', seed: new TextEncoder().encode(newSeed()) }),
    ],
    ['a name and password', () => ({ url: nats.url.replace('//', '//auth:auth@'), user: 'auth' })],
  ])('%s: refused', async (_who, access) => {
    await expect(connectOnce(access())).rejects.toThrow(/Authorization Violation/);
    // A service ends with that, instead of trying for ever.
    await expect(connectToBus(access(), 'service')).rejects.toThrow(/Authorization Violation/);
  });

  it('S26: the bus keeps nothing: there is no stream to ask for', async () => {
    const bus = await connectToBus(nats.everything, 'test');
    expect(bus.info).not.toHaveProperty('jetstream');
    await expect(bus.request('$JS.API.INFO', '', { timeout: 500 })).rejects.toThrow(/no responders/i);
    await bus.close();
  });
});

describe('S25: TLS both ways', () => {
  let server: Child;
  let url: string;
  let secrets: string;
  let folder: string;
  const certificates = (name: string) => {
    const file = (ending: string) => join(folder, 'tls', `${name}.${ending}`);
    return { caFile: join(folder, 'tls/ca.crt'), certFile: file('crt'), keyFile: file('key') };
  };
  const start = async (name: string): Promise<{ server: Child; url: string }> => {
    const port = await freePort();
    const configFile = join(folder, `${name}.conf`);
    writeFileSync(configFile, busConfiguration({ secrets, tls: certificates(name) }));
    const logFile = join(folder, `${name}.log`);
    return {
      server: await startNatsOn({ port, logFile, configFile, background: true }),
      url: `nats://127.0.0.1:${port}`,
    };
  };
  const access = (tls: BusAccess['tls'], at = url): BusAccess => ({
    ...busAccess('gateway', { PROFILE: 'demo', NATS_URL: at, SECRETS_DIR: join(secrets, 'gateway') }),
    tls,
  });

  beforeAll(async () => {
    folder = mkdtempSync(join(testServers().folder, 'tls-'));
    secrets = join(folder, 'secrets');
    mkdirSync(secrets);
    // By its address alone, as it is listed.
    const hosts = ['127.0.0.1'];
    makeCertificate(join(folder, 'tls'), { name: 'server', hosts });
    makeCertificate(join(folder, 'tls'), { name: 'expired-server', hosts, days: -1 });
    makeCertificate(join(folder, 'tls'), { name: 'elsewhere', hosts: ['bus.bank.example'] });
    makeCertificate(join(folder, 'tls'), { name: 'gateway' });
    makeCertificate(join(folder, 'tls'), { name: 'expired', days: -1 });
    makeCertificate(join(folder, 'foreign'), { name: 'gateway' });
    ({ server, url } = await start('server'));
  });
  afterAll(() => server.stop(2_000));

  it('with a certificate and a key, the bus is there', async () => {
    const tls = certificates('gateway');
    const bus = await connectToBus(
      busAccess('gateway', {
        PROFILE: 'production',
        NATS_URL: url,
        SECRETS_DIR: join(secrets, 'gateway'),
        NATS_CA_FILE: tls.caFile,
        NATS_CERT_FILE: tls.certFile,
        NATS_KEY_FILE: tls.keyFile,
      }),
      'gateway',
    );
    await expect(bus.request(EndCall.subject, '{}', { timeout: 500 })).rejects.toThrow(/no responders/i);
    await bus.close();
  });

  it.each([
    ['an expired certificate', () => certificates('expired')],
    ['no certificate', () => ({ caFile: certificates('gateway').caFile })],
    [
      'a certificate of another authority',
      () => ({
        ...certificates('gateway'),
        certFile: join(folder, 'foreign/gateway.crt'),
        keyFile: join(folder, 'foreign/gateway.key'),
      }),
    ],
    ['no TLS', () => undefined],
  ])('a client with %s, though with a good key: refused', async (_what, tls) => {
    await expect(connectOnce(access(tls()))).rejects.toThrow();
  });

  it.each(['expired-server', 'elsewhere'])('a server whose certificate is %s: not spoken to', async (name) => {
    const other = await start(name);
    await expect(connectOnce(access(certificates('gateway'), other.url))).rejects.toThrow(
      /certificate|altname|expired/i,
    );
    await other.server.stop(2_000);
  });
});
