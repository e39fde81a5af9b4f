import { ConfigurationError } from '#libs/config';
import { afterAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busAccess } from './bus-access.js';
import { busOptions } from './connection.js';
import { newSeed } from './nkey.js';

const SEED = newSeed();
const folder = mkdtempSync(join(tmpdir(), 'access-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string, mode = 0o400) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};
const empty = join(folder, 'no-keys');
const tls = { NATS_CA_FILE: file('ca', 'x'), NATS_CERT_FILE: file('cert', 'x'), NATS_KEY_FILE: file('key', 'x') };
const production = { PROFILE: 'production', NATS_URL: 'nats://127.0.0.1:4222', SECRETS_DIR: folder } as const;

describe('S25: how a process reaches the bus', () => {
  it('with the seed of its own folder of keys, or the one it is pointed to', () => {
    file('nats.nk', `${SEED}\n`);
    const elsewhere = file('elsewhere', SEED);
    for (const settings of [production, { ...production, SECRETS_DIR: empty, NATS_NKEY_FILE: elsewhere }])
      expect(busAccess('cards', settings)).toEqual({
        url: production.NATS_URL,
        user: 'cards',
        seed: new TextEncoder().encode(SEED),
        supportedOnly: true,
      });
  });

  it('hears replies in an inbox of its own', () => {
    expect(busOptions(busAccess('cards', production), 'asks').inboxPrefix).toBe('_INBOX_cards');
  });

  it('with the name and password of its address, which leave it', () => {
    const options = busOptions({ url: 'nats://bank:h%40sh@one:4222,nats://two', user: 'cards' }, 'asks');
    expect(options).toMatchObject({ servers: ['nats://one:4222', 'nats://two'], user: 'bank', pass: 'h@sh' });
  });

  const remote = { ...production, NATS_URL: 'tls://bus.bank.example:4222' };
  it.each([
    ['a seed open to others', { NATS_NKEY_FILE: file('open', SEED, 0o444) }, /open to others \(mode 444\)/],
    ['a seed that is none', { NATS_NKEY_FILE: file('none', 'nonsense') }, /does not hold the seed of a user's nkey/],
    ['a seed that is not there', { NATS_NKEY_FILE: join(folder, 'away') }, /NATS_NKEY_FILE: .*away cannot be read/],
    ['half of TLS', { NATS_CA_FILE: tls.NATS_CA_FILE }, /set NATS_CERT_FILE and NATS_KEY_FILE too/],
    ['a TLS file that is not there', { ...tls, NATS_KEY_FILE: join(folder, 'away') }, /NATS_KEY_FILE: .*away cannot/],
    ['no key in production', { SECRETS_DIR: empty }, /put the seed of cards's nkey into nats\.nk in SECRETS_DIR/],
    [
      'another machine without TLS in production',
      { NATS_URL: remote.NATS_URL },
      /set NATS_CA_FILE, NATS_CERT_FILE and/,
    ],
  ])('not with %s', (_what, settings, message) => {
    expect(() => busAccess('cards', { ...production, ...settings })).toThrow(ConfigurationError);
    expect(() => busAccess('cards', { ...production, ...settings })).toThrow(message);
  });

  it('another machine with TLS both ways will do; the demo needs neither key nor TLS', () => {
    expect(busAccess('cards', { ...remote, ...tls }).tls).toMatchObject({ caFile: tls.NATS_CA_FILE });
    expect(busAccess('cards', { ...remote, PROFILE: 'demo', SECRETS_DIR: empty })).not.toHaveProperty('tls');
  });
});
