import { expect, it } from '@jest/globals';
import { addressBlock, addresses } from './addresses.js';
import { neededPorts } from './needed-ports.js';
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
