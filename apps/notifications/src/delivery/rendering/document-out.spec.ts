import { afterAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DocumentOut } from './document-out.js';

const folder = mkdtempSync(join(tmpdir(), 'document-out-'));
afterAll(() => rmSync(folder, { recursive: true }));

const parts = (count: number) => Array.from({ length: count }, (_, index) => Buffer.alloc(10_000, index));

async function written(name: string, bytes: readonly Buffer[]): Promise<DocumentOut> {
  const out = new DocumentOut(join(folder, name, 'document'));
  await pipeline(Readable.from(bytes), out);
  return out;
}

describe('a document on its way into an e-mail', () => {
  it('is in no file while it is small', async () => {
    const out = await written('small', parts(20));
    expect(Buffer.from(out.content as Uint8Array)).toEqual(Buffer.concat(parts(20)));
    expect(out.bytes).toBe(200_000);
    expect(existsSync(join(folder, 'small'))).toBe(false);
  });

  it('is in a file of this user alone when it is large, whole and in order', async () => {
    const out = await written('large', parts(300));
    const path = join(folder, 'large/document');
    expect(out.content).toEqual({ path });
    expect(out.bytes).toBe(3_000_000);
    expect(readFileSync(path).equals(Buffer.concat(parts(300)))).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'large')).mode & 0o777).toBe(0o700);
  });

  it('fails with what the disk says', async () => {
    writeFileSync(join(folder, 'no-folder'), '');
    await expect(written('no-folder', parts(40))).rejects.toThrow(/EEXIST|ENOTDIR/);
  });
});
