import { ConfigurationError } from '#libs/config';
import { boxKeyPair } from '#libs/sealing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAuthKeys } from './auth.keys.js';

const SECRET = ['pan.key', 'pin-pepper-1.key', 'seal-1.key', 'grant.key'];
const PUBLIC = ['seal-sender-gateway.pub', 'seal-sender-importer.pub'];
let folder: string;

function write(name: string, key: Buffer = randomBytes(32), mode = 0o400): void {
  rmSync(join(folder, name), { force: true });
  writeFileSync(join(folder, name), key.toString('base64'), { mode });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auth-keys-'));
  SECRET.forEach((name) => write(name));
  PUBLIC.forEach((name) => write(name, randomBytes(32), 0o444));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('S3: the keys of auth', () => {
  it.each([...SECRET, ...PUBLIC])('start is refused without %s', (name) => {
    rmSync(join(folder, name));
    expect(() => readAuthKeys(folder)).toThrow(ConfigurationError);
    expect(() => readAuthKeys(folder)).toThrow(name);
  });

  it.each(SECRET)('start is refused when others may read %s', (name) => {
    chmodSync(join(folder, name), 0o440);
    expect(() => readAuthKeys(folder)).toThrow('open to others');
  });

  it.each(SECRET)('start is refused when %s is short, or a sample', (name) => {
    write(name, randomBytes(31));
    expect(() => readAuthKeys(folder)).toThrow('32 bytes');
    write(name, Buffer.alloc(32, 7));
    expect(() => readAuthKeys(folder)).toThrow('sample');
  });

  it('start is refused when two keys are equal', () => {
    rmSync(join(folder, 'grant.key'));
    copyFileSync(join(folder, 'pan.key'), join(folder, 'grant.key'));
    expect(() => readAuthKeys(folder)).toThrow('the same key');
  });

  it('start is refused without the folder', () => {
    expect(() => readAuthKeys(join(folder, 'elsewhere'))).toThrow(ConfigurationError);
  });

  it('rotation: every pepper is kept, and both seal keys open', () => {
    const newer = randomBytes(32);
    write('pin-pepper-2.key');
    write('pin-pepper-10.key');
    write('seal-2.key', newer);
    write('seal-2.key.bak');
    const keys = readAuthKeys(folder);
    expect([...keys.pinPeppers.keys()]).toEqual([10, 2, 1]);
    expect(keys.seals.map(({ keyId }) => keyId)).toEqual(['seal-2', 'seal-1']);
    expect(keys.seals[0]?.publicKey).toEqual(boxKeyPair(newer).publicKey);
  });
});
