import { describe, expect, it } from '@jest/globals';
import { addressBlock, addresses } from './addresses.js';
import { appEnvironment } from './environment.js';
import { neededPorts } from './needed-ports.js';
import { replicasOf } from './replicas.js';
import { readStartSettings } from './settings.js';

const read = (environment: NodeJS.ProcessEnv) => readStartSettings(environment, '/project');

it('has the ports and names everybody knows, when nothing is set', () => {
  expect(read({})).toMatchObject({
    dataDir: '/project/.data',
    gatewayHost: '127.0.0.1',
    gatewayPort: 3000,
    publicUrl: 'http://127.0.0.1:3000',
    natsPort: 4222,
    postgresPort: 5433,
    healthPorts: { gateway: 3010, auth: 3011, accounts: 3012, cards: 3013, notifications: 3014 },
  });
});

it('moves the public address with the port', () => {
  expect(read({ GATEWAY_PORT: '3100' }).publicUrl).toBe('http://127.0.0.1:3100');
  expect(read({ GATEWAY_PORT: '3100', PUBLIC_URL: 'https://bank.example' }).publicUrl).toBe('https://bank.example');
});

it('names every variable that cannot be used, and never its value', () => {
  const wrong = () => read({ GATEWAY_PORT: '70000', NATS_PORT: 'four', DATABASE_URL: 'mysql://root:hush@host' });
  expect(wrong).toThrow(/GATEWAY_PORT \(must be a whole number from 1 to 65535\), NATS_PORT \(.*\), DATABASE_URL \(/);
  expect(wrong).not.toThrow(/70000|four|hush/);
});

it('needs no port for a server that is not ours', () => {
  const variables = (environment: NodeJS.ProcessEnv) => neededPorts(read(environment)).map(({ variable }) => variable);
  expect(variables({})).toEqual(
    expect.arrayContaining(['GATEWAY_PORT', 'NATS_PORT', 'POSTGRES_PORT', 'AUTH_HEALTH_PORT']),
  );
  const elsewhere = { NATS_URL: 'nats://bus', DATABASE_URL: 'postgres://db/bank' };
  expect(variables(elsewhere)).not.toEqual(expect.arrayContaining(['NATS_PORT']));
  expect(variables(elsewhere)).not.toEqual(expect.arrayContaining(['POSTGRES_PORT']));
});

it('opens the port for Asterisk in the demo, and elsewhere when asterisk is switched on', () => {
  const agiPort = (environment: NodeJS.ProcessEnv) =>
    neededPorts(read(environment)).find(({ variable }) => variable === 'AGI_PORT')?.port;
  expect(agiPort({})).toBe(4573);
  expect(agiPort({ AGI_PORT: '5000', TELEPHONY_PROVIDERS: 'twilio, asterisk' })).toBe(5000);
  expect(agiPort({ TELEPHONY_PROVIDERS: 'twilio' })).toBeUndefined();
  expect(agiPort({ PROFILE: 'production' })).toBeUndefined();
});

it('shows the addresses below each other, their values in one column', () => {
  const lines = addressBlock([
    { label: 'phone', value: 'http://a/phone' },
    { label: 'message bus', value: 'nats://b' },
  ]).split('\n');
  expect(lines).toEqual(['  phone        http://a/phone', '  message bus  nats://b']);
});

it('shows what one opens first, and no password', () => {
  const settings = read({ DATABASE_URL: 'postgres://admin:hush@db:5432/bank', GATEWAY_HOST: '0.0.0.0' });
  const list = addresses(settings, 'nats://user:hush@one:4222,nats://user:hush@two:4222');
  expect(list[0]).toEqual({ label: 'phone in the browser', value: 'http://127.0.0.1:3000/phone' });
  const values = list.map(({ value }) => value);
  expect(values).toEqual(expect.arrayContaining(['nats://one:4222,nats://two:4222', 'postgres://db:5432/bank']));
  expect(values.join()).not.toContain('hush');
});

describe('npm start -- --replicas 2', () => {
  const two = readStartSettings({ GATEWAY_PORT: '5000' }, '/project', ['--replicas', '2']);

  it('opens the ports of the second processes a hundred above those of the first, each once', () => {
    const ports = neededPorts(two).map(({ purpose, port }) => [purpose, port]);
    expect(ports).toEqual(
      expect.arrayContaining([
        ['the gateway', 5000],
        ['the gateway-2', 5100],
        ['the administration of gateway-2', 3101],
        ['Asterisk of gateway-2', 4673],
        ['the health of auth', 3011],
        ['the health of auth-2', 3111],
      ]),
    );
    expect(new Set(ports.map(([, port]) => port)).size).toBe(ports.length);
  });

  it('tells each process its own ports, whatever the user set, and both gateways one public address', () => {
    const known = { natsUrl: '', databaseUrl: '' };
    const told = replicasOf(two).map(({ app, name, settings }) => [
      name,
      appEnvironment(app, settings, known, { GATEWAY_PORT: '5000', AGI_PORT: '4573' }),
    ]);
    expect(Object.fromEntries(told)).toMatchObject({
      gateway: { GATEWAY_PORT: '5000', AGI_PORT: '4573', PUBLIC_URL: 'http://127.0.0.1:5000', HEALTH_PORT: '3010' },
      'gateway-2': { GATEWAY_PORT: '5100', AGI_PORT: '4673', PUBLIC_URL: 'http://127.0.0.1:5000', HEALTH_PORT: '3110' },
      'cards-2': { HEALTH_PORT: '3113' },
    });
  });

  it('says where the second gateway is', () => {
    expect(addressBlock(addresses(two, ''))).toMatch(/^ {2}gateway-2 +http:\/\/127\.0\.0\.1:5100$/m);
  });

  it.each([['--replicas'], ['--replicas', '0'], ['--replicas', '2', 'x'], ['--replica', '2']])(
    'any other word on the line is refused: %s %s',
    (...args) => {
      expect(() => readStartSettings({}, '/project', args)).toThrow(/--replicas and a number from 1 to 9/);
    },
  );
});
