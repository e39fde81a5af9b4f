import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach, passageTo } from './reach.js';

const stranger = { uid: 65_533, gid: 65_533 };
let parent: string;
let folder: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'reach-'));
  folder = join(parent, 'below', 'postgres');
  mkdirSync(folder, { recursive: true });
});
afterAll(() => rmSync(parent, { recursive: true }));

describe('a folder whose parents are closed to the user PostgreSQL runs as', () => {
  it('is not reached by its name', () => {
    chmodSync(parent, 0o700);
    expect(canReach(folder, stranger)).toBe(false);
    chmodSync(parent, 0o711);
    expect(canReach(folder, stranger)).toBe(true);
  });

  it('is reached by who owns what is above', () => {
    chmodSync(parent, 0o700);
    expect(canReach(folder, { uid: process.getuid?.() ?? 0, gid: 65_533 })).toBe(true);
  });

  it('is handed over open on Linux, and stays closed to everyone else', () => {
    if (process.platform !== 'linux') return;
    chmodSync(parent, 0o700);
    const passage = passageTo(folder, stranger);
    expect(passage).toMatchObject({ path: '/proc/self/fd/3', file: expect.any(Number) });
    passage.close();
    chmodSync(parent, 0o711);
    expect(passageTo(folder, stranger)).toMatchObject({ path: folder });
    expect(passageTo(folder, undefined)).toMatchObject({ path: folder });
  });
});
