import { createLogger } from '#libs/logging';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AsteriskSounds } from './asterisk-sounds.js';

const FIXED = 'https://ivr.bank.example/audio/sq/welcome.0123456789abcdef.wav';
const BALANCE = 'https://ivr.bank.example/audio/said/abc.wav';

describe('sounds for Asterisk', () => {
  let folder: string;
  let log: string;
  let asked: string[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sounds-'));
    log = '';
    asked = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const sounds = (folders: { folder: string; asteriskFolder: string } | undefined) =>
    new AsteriskSounds(
      folders,
      {
        soundAt: async (url) => {
          asked.push(url);
          if (url.includes('none')) return undefined;
          return { wav: Buffer.from(`sound of ${url}`), mayBeKept: url === FIXED };
        },
      },
      createLogger('test', 'info', { write: (line: string) => void (log += line) }),
    );
  const handed = () => sounds({ folder, asteriskFolder: '/seen/by/asterisk' });

  it('without a folder Asterisk is told the address', async () => {
    expect((await sounds(undefined).fileOf(FIXED))?.name).toBe(FIXED);
    expect(asked).toEqual([]);
  });

  it('a fixed prompt is written once, under its version, and stays; Asterisk is told its path without an ending', async () => {
    const given = handed();
    await given.prepare();
    const [file] = await Promise.all([given.fileOf(FIXED), given.fileOf(FIXED)]);
    expect(file?.name).toBe('/seen/by/asterisk/sq/welcome.0123456789abcdef');
    await file?.forget();
    expect(readFileSync(join(folder, 'sq/welcome.0123456789abcdef.wav'), 'utf8')).toBe(`sound of ${FIXED}`);
    expect(readdirSync(join(folder, 'sq'))).toEqual(['welcome.0123456789abcdef.wav']);
  });

  it('a sentence with a client’s data has a name nobody can guess and is gone once it was played', async () => {
    const given = handed();
    await given.prepare();
    const [one, other] = [await given.fileOf(BALANCE), await given.fileOf(BALANCE)];
    expect(one?.name).toMatch(/^\/seen\/by\/asterisk\/said\/[0-9a-f-]{36}$/);
    expect(other?.name).not.toBe(one?.name);
    expect(readdirSync(join(folder, 'said'))).toHaveLength(2);
    await one?.forget();
    await other?.forget();
    expect(readdirSync(join(folder, 'said'))).toEqual([]);
  });

  it('what an instance that was killed left behind is removed at the next start', async () => {
    await mkdir(join(folder, 'said'));
    await writeFile(join(folder, 'said/old.wav'), 'a balance');
    await handed().prepare();
    expect(existsSync(join(folder, 'said/old.wav'))).toBe(false);
  });

  it('a sound that is not there, or a folder that cannot be written, is left out and told without its address', async () => {
    expect(await handed().fileOf('https://ivr.bank.example/audio/said/none.wav')).toBeUndefined();
    await rm(folder, { recursive: true });
    await writeFile(folder, 'no folder');
    expect(await handed().fileOf(FIXED)).toBeUndefined();
    expect(log.match(/sound-not-handed-over/g)).toHaveLength(2);
    expect(log).not.toContain('said/');
  });
});
