import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterState } from './cluster.js';
import { packagedMajorVersion } from './programs.js';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'cluster-'));
  folder = join(parent, 'postgres');
});
afterEach(() => rmSync(parent, { recursive: true }));
const holds = (file: string, text = '') => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), text);
};

describe('the folder of the database', () => {
  it('is absent when there is none, or an empty one', () => {
    expect(clusterState(folder)).toBe('absent');
    mkdirSync(folder);
    expect(clusterState(folder)).toBe('absent');
  });

  it('is usable when it is of our version', () => {
    holds('PG_VERSION', `${packagedMajorVersion()}\n`);
    expect(clusterState(folder)).toBe('usable');
  });

  it('is damaged when it holds something else: nothing in it is overwritten', () => {
    holds('postgresql.conf');
    expect(() => clusterState(folder)).toThrow(/^The folder \S+ is damaged: .*Restore it from a backup, or delete it/);
  });

  it.each([
    ['16\n', 'PostgreSQL 16'],
    ['', 'PostgreSQL unknown version'],
  ])('says so when its version is %j', (version, named) => {
    holds('PG_VERSION', version);
    expect(() => clusterState(folder)).toThrow(`is of ${named} and this is ${packagedMajorVersion()}`);
  });

  it('says so when it is no folder at all', () => {
    writeFileSync(folder, '');
    expect(() => clusterState(folder)).toThrow(/cannot be read \(ENOTDIR\)/);
  });
});
