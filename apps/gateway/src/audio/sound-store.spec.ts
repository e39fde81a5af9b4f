import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SoundStore } from './sound-store.js';

describe('rendered sentences on disk', () => {
  let folder: string;
  let store: SoundStore;
  const wav = Buffer.from('RIFF something that is a sound');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sounds-'));
    store = new SoundStore(join(folder, 'audio'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('what was kept is read again, by another instance too', async () => {
    await store.write('id', wav);
    expect(await new SoundStore(join(folder, 'audio')).read('id')).toEqual(wav);
    expect(await readdir(join(folder, 'audio'))).toEqual(['id.wav']);
  });

  it('what was never kept is not there, with or without the folder', async () => {
    expect(await store.read('id')).toBeUndefined();
    await store.write('id', wav);
    expect(await store.read('other')).toBeUndefined();
  });

  it('a file altered at any place, cut short or empty is noticed', async () => {
    await store.write('id', wav);
    const path = join(folder, 'audio', 'id.wav');
    const whole = await readFile(path);
    for (const at of [0, 10, wav.length - 1, wav.length, whole.length - 1]) {
      const altered = Buffer.from(whole);
      altered[at] = (altered[at] ?? 0) ^ 1;
      await writeFile(path, altered);
      expect(await store.read('id')).toBe('damaged');
    }
    for (const length of [0, 1, 32, wav.length, whole.length - 1]) {
      await writeFile(path, whole.subarray(0, length));
      expect(await store.read('id')).toBe('damaged');
    }
  });

  it('writers of the same sentence at once leave one whole file', async () => {
    await Promise.all(Array.from({ length: 20 }, () => store.write('id', wav)));
    expect(await store.read('id')).toEqual(wav);
    expect(await readdir(join(folder, 'audio'))).toEqual(['id.wav']);
  });

  it('where nothing can be written it says so', async () => {
    await writeFile(join(folder, 'audio'), 'a file, no folder');
    await expect(store.write('id', wav)).rejects.toThrow();
  });
});
