import { KeyFolder } from '#libs/config';
import { publicHalf, signingKey } from '#libs/signing';
import { boxKeyPair } from '#libs/sealing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSigned, publicKeyOf } from '../../apps/gateway/src/telephony/providers/telnyx/telnyx-signature.js';
import { signedByTelnyx } from '../call/lines/telnyx/telnyx-leg.js';
import { ensureKeys, ensurePassword, ensureSigningPair } from './key-files.js';
import { type KeyOwner, SECRET_KEYS } from './secrets.js';

let data: string;
let folder: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'keys-'));
  folder = join(data, 'secrets');
  ensureKeys(folder, false);
});
afterEach(() => rmSync(data, { recursive: true }));
const keysOf = (owner: KeyOwner) => new KeyFolder(join(folder, owner));

it('a pair of keys is made once, and its public half is the one that verifies', () => {
  const publicKey = ensureSigningPair(folder, 'networks/telnyx.key');
  expect(ensureSigningPair(folder, 'networks/telnyx.key')).toBe(publicKey);
  const privateKey = signingKey(new KeyFolder(join(folder, 'networks')).secret('telnyx.key'));
  const { headers, body } = signedByTelnyx(privateKey, { Digits: '1' });
  const { 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': signature } = headers;
  expect(isSigned({ timestamp, signature, body: Buffer.from(body) }, [publicKeyOf(publicKey)])).toBe(true);
});

describe('S3: keys are separate, and each is given only to who uses it', () => {
  it('lays out exactly these files', () => {
    const files = (owner: KeyOwner) => readdirSync(join(folder, owner)).sort();
    expect(files('auth')).toEqual([
      'grant.key',
      'pan.key',
      'pin-pepper-1.key',
      'seal-1.key',
      'seal-sender-gateway.pub',
      'seal-sender-importer.pub',
    ]);
    expect(files('gateway')).toEqual(['admin.key', 'audio.key', 'audit.key', 'seal-1.pub', 'seal-sender.key']);
    expect(files('importer')).toEqual(['seal-1.pub', 'seal-notifications.pub', 'seal-sender.key']);
    expect(files('notifications')).toEqual([
      'grant.pub',
      'seal-notifications.key',
      'seal-sender-importer.pub',
      'statement-password.key',
    ]);
    for (const owner of ['accounts', 'cards'] as const) expect(files(owner)).toEqual(['grant.pub']);
  });

  it('makes 32 random bytes each, readable by the owner alone, no two the same', () => {
    const keys = SECRET_KEYS.map(({ owner, file }) => {
      expect(statSync(join(folder, owner, file)).mode & 0o777).toBe(0o400);
      expect(statSync(join(folder, owner)).mode & 0o777).toBe(0o700);
      return keysOf(owner).secret(file).toString('hex');
    });
    expect(new Set(keys).size).toBe(SECRET_KEYS.length);
  });

  it('hands on the public halves as the libraries of the services derive them', () => {
    const seal = boxKeyPair(keysOf('auth').secret('seal-1.key'));
    expect(keysOf('gateway').publicKey('seal-1.pub')).toEqual(Buffer.from(seal.publicKey));
    const sender = boxKeyPair(keysOf('gateway').secret('seal-sender.key'));
    expect(keysOf('auth').publicKey('seal-sender-gateway.pub')).toEqual(Buffer.from(sender.publicKey));
    expect(keysOf('cards').publicKey('grant.pub')).toEqual(publicHalf(signingKey(keysOf('auth').secret('grant.key'))));
  });
});

describe('a later start', () => {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  it('keeps every key', () => {
    const before = SECRET_KEYS.map(({ owner, file }) => read(join(owner, file)));
    ensureKeys(folder, true);
    expect(SECRET_KEYS.map(({ owner, file }) => read(join(owner, file)))).toEqual(before);
  });

  it('keeps a password', () => {
    const password = ensurePassword(folder, 'database/auth.password');
    expect(ensurePassword(folder, 'database/auth.password')).toBe(password);
    expect(password).not.toBe(ensurePassword(folder, 'database/cards.password'));
  });

  it('makes a lost public half again', () => {
    const half = read('cards/grant.pub');
    rmSync(join(folder, 'cards/grant.pub'));
    ensureKeys(folder, true);
    expect(read('cards/grant.pub')).toBe(half);
  });

  it('never makes a lost secret again in silence', () => {
    rmSync(join(folder, 'auth/pan.key'));
    expect(() => ensureKeys(folder, true)).toThrow(
      /^The secret \S+pan\.key is missing, and the data cannot be read without it: restore \S+ from a backup, or delete/,
    );
  });

  it('takes a key that is there for made, even when its note is not', () => {
    const key = read('auth/pan.key');
    writeFileSync(join(folder, 'made.json'), '[]');
    ensureKeys(folder, true);
    expect(read('auth/pan.key')).toBe(key);
  });

  it.each([
    ['cut short', 'AAAA\n'],
    ['empty', ''],
  ])('refuses a secret that is %s', (_, text) => {
    const path = join(folder, 'auth/grant.key');
    chmodSync(path, 0o600);
    writeFileSync(path, text);
    expect(() => ensureKeys(folder, true)).toThrow(/grant\.key is damaged/);
  });

  it('refuses to go on with data and no secrets', () => {
    rmSync(folder, { recursive: true });
    expect(() => ensureKeys(folder, true)).toThrow(/The secrets in \S+ are missing/);
  });

  it('refuses a damaged list of secrets', () => {
    writeFileSync(join(folder, 'made.json'), '[');
    expect(() => ensureKeys(folder, true)).toThrow(/The list of secrets \S+ is damaged/);
  });
});
