import { createLogger } from '#libs/logging';
import type { UtterancePart } from '#libs/speech';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeEspeak, fakeEspeak } from './__fixtures__/fake-espeak.js';
import { amplitudeAt, measure, tone } from './__fixtures__/sound.js';
import { NoSound, Renderer } from './renderer.js';
import { Recordings } from './recordings.js';
import { SoundStore } from './sound-store.js';
import { Synthesiser } from './synthesiser.js';
import { decodeWav, encodeWav } from './wav.js';

const WELCOME = { part: { prompt: 'welcome' } as UtterancePart, language: 'sq' as const };
const BALANCE = {
  part: {
    prompt: 'accounts.balance.available',
    value: { kind: 'amount', minor: '1234567', currency: 'ALL' },
  } as UtterancePart,
  language: 'sq' as const,
};

// Each sentence is a process of its own, and a busy machine is slow to start one.
jest.setTimeout(30_000);

describe('sentences as sound', () => {
  let folder: string;
  let espeak: FakeEspeak;
  let log: string;
  let renderers: Renderer[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'renderer-'));
    espeak = await fakeEspeak(folder, { sq: 'tone', 'en-gb': 'tone' });
    log = '';
    renderers = [];
  });
  afterEach(async () => {
    await Promise.all(renderers.map((renderer) => renderer.close()));
    await rm(folder, { recursive: true });
  });

  const started = async ({
    recordings = undefined as string | undefined,
    path = espeak.path,
    deadlineMs = 5_000,
  } = {}) => {
    const logger = createLogger('test', 'info', { write: (line: string) => void (log += line) });
    const renderer = new Renderer({
      recordings: await Recordings.in(recordings, () => undefined),
      synthesiser: await Synthesiser.find(path, 155, () => undefined),
      store: new SoundStore(join(folder, 'cache')),
      bankName: 'Banka Demo',
      logger,
      deadlineMs,
    });
    renderers.push(renderer);
    return renderer;
  };
  const samplesOf = ({ wav }: { wav: Buffer }) => decodeWav(wav).samples;

  it('a sentence is said by the voice of its language, on standard input, at the telephone’s rate', async () => {
    const sound = await (await started()).render(WELCOME);
    expect(await espeak.said()).toEqual([
      {
        voice: 'sq',
        text: 'Banka Demo ju uron mirëseardhjen.',
        options: ['-v', 'sq', '-s', '155', '-b', '1', '--stdin', '--stdout'],
        pid: expect.any(Number),
      },
    ]);
    expect(measure(samplesOf(sound)).seconds).toBeCloseTo(0.5, 3);
    expect(amplitudeAt(samplesOf(sound), 1_000)).toBeCloseTo(8_000 / 32_768, 2);
    expect(sound.asIntended).toBe(true);
  });

  it('values are given to it as words, never as digits', async () => {
    await (await started()).render(BALANCE);
    expect((await espeak.said())[0]?.text).toBe(
      'Balanca e disponueshme është dymbëdhjetë mijë e treqind e dyzet e pesë lekë dhe gjashtëdhjetë e shtatë qindarka.',
    );
  });

  it('a sentence many ask for at once is rendered once, and once more by nobody', async () => {
    const renderer = await started();
    const sounds = await Promise.all(Array.from({ length: 20 }, () => renderer.render(BALANCE)));
    expect(new Set(sounds).size).toBe(1);
    await renderer.render(BALANCE);
    expect(await espeak.said()).toHaveLength(1);
  });

  it('a sentence of the catalogue is kept on disk: after a restart it is not rendered again', async () => {
    const first = await (await started()).render(WELCOME);
    const second = await (await started()).render(WELCOME);
    expect(second).toEqual(first);
    expect(await espeak.said()).toHaveLength(1);
  });

  it('S8: a sentence with a client’s data is never written to disk', async () => {
    await (await started()).render(BALANCE);
    await expect(readdir(join(folder, 'cache'))).rejects.toThrow('ENOENT');
  });

  it('a damaged file of the cache is noticed and rendered again', async () => {
    const first = await (await started()).render(WELCOME);
    const [file] = await readdir(join(folder, 'cache'));
    await writeFile(join(folder, 'cache', file!), 'RIFF rubbish');
    expect(await (await started()).render(WELCOME)).toEqual(first);
    expect(await espeak.said()).toHaveLength(2);
    expect(log).toContain('audio.cache-damaged');
    await (await started()).render(WELCOME);
    expect(await espeak.said()).toHaveLength(2);
  });

  it('a cache that cannot be written costs time, not the answer', async () => {
    await writeFile(join(folder, 'cache'), 'a file where the folder should be');
    expect((await (await started()).render(WELCOME)).asIntended).toBe(true);
    expect(log).toContain('audio.cache-not-written');
  });

  it.each(['fails', 'silent'] as const)('section 8: when the voice %s, the other language is heard', async (how) => {
    await espeak.become({ sq: how, 'en-gb': 'tone' });
    const renderer = await started();
    const sound = await renderer.render(BALANCE);
    expect(sound.asIntended).toBe(false);
    expect((await espeak.said()).map(({ voice, text }) => [voice, text.slice(0, 25)])).toEqual([
      ['sq', 'Balanca e disponueshme ës'],
      ['en-gb', 'The available balance is '],
    ]);
    expect(log).not.toMatch(/dymbëdhjetë|twelve/);
  });

  it('a voice that failed once is tried again soon', async () => {
    await espeak.become({ sq: 'fails', 'en-gb': 'tone' });
    await (await started()).render(WELCOME);
    await espeak.become({ sq: 'tone', 'en-gb': 'tone' });
    expect((await (await started()).render(WELCOME)).asIntended).toBe(true);
  });

  it('a voice that never ends is ended at its deadline, and the other language is heard', async () => {
    await espeak.become({ sq: 'hangs', 'en-gb': 'tone' });
    const renderer = await started({ deadlineMs: 4_000 });
    const startedAt = performance.now();
    expect((await renderer.render(BALANCE)).asIntended).toBe(false);
    const [hanging] = await espeak.said();
    expect(performance.now() - startedAt).toBeGreaterThan(3_990);
    expect(hanging?.voice).toBe('sq');
    expect(() => process.kill(hanging!.pid, 0)).toThrow('ESRCH');
  });

  it('with more waiting than can be served it says so at once instead of growing', async () => {
    await espeak.become({ sq: 'hangs', 'en-gb': 'hangs' });
    const renderer = await started();
    const many = Array.from({ length: 150 }, (_, n) => ({
      ...BALANCE,
      part: { ...BALANCE.part, value: { kind: 'amount' as const, minor: String(n), currency: 'ALL' } },
    }));
    const outcomes = many.map((said) =>
      renderer.render(said).then(
        () => 'sound',
        (error: unknown) => error,
      ),
    );
    expect(await Promise.race(outcomes)).toBeInstanceOf(NoSound);
    await renderer.close();
    const all = await Promise.all(outcomes);
    expect(all.every((outcome) => outcome instanceof NoSound)).toBe(true);
  });

  it('a recording comes first, and the synthesiser when it is no longer what it was', async () => {
    await mkdir(join(folder, 'recorded/sq'), { recursive: true });
    const recording = join(folder, 'recorded/sq/welcome.wav');
    await writeFile(recording, encodeWav(tone(500, 1, 8_000)));
    const recordings = join(folder, 'recorded');
    const sound = await (await started({ recordings })).render(WELCOME);
    expect(sound.wav).toEqual(await readFile(recording));
    expect(await espeak.said()).toEqual([]);
    const late = await started({ recordings });
    await writeFile(recording, 'gone');
    const standIn = await late.render(WELCOME);
    expect(standIn.asIntended).toBe(false);
    expect((await espeak.said()).map(({ voice }) => voice)).toEqual(['sq']);
  });

  it('without the program and without recordings no language can be spoken, and nothing pretends', async () => {
    const renderer = await started({ path: join(folder, 'no-such-program') });
    expect([renderer.canSpeak('sq'), renderer.canSpeak('en')]).toEqual([false, false]);
    await expect(renderer.render(WELCOME)).rejects.toThrow(NoSound);
  });

  it('a program without an Albanian voice speaks English only', async () => {
    await espeak.become({ 'en-gb': 'tone' });
    const renderer = await started();
    expect([renderer.canSpeak('sq'), renderer.canSpeak('en')]).toEqual([false, true]);
    expect((await renderer.render(WELCOME)).asIntended).toBe(false);
  });

  it('a part without a word left is a short silence, not a failure', async () => {
    const nothing = { prompt: 'cards.last-transaction.merchant', value: { kind: 'merchant', description: '00471' } };
    const sound = await (await started()).render({ part: nothing as UtterancePart, language: 'sq' });
    expect(measure(samplesOf(sound))).toEqual({ seconds: 0.2, peak: 0, rms: 0 });
    expect(await espeak.said()).toEqual([]);
  });

  it('the same sentence has the same id on another instance, another voice another', async () => {
    const [one, other] = [await started(), await started()];
    expect(one.idOf(WELCOME)).toBe(other.idOf(WELCOME));
    expect(one.idOf(WELCOME)).not.toBe(one.idOf({ ...WELCOME, language: 'en' }));
    const silent = await started({ path: join(folder, 'no-such-program') });
    expect(one.idOf(WELCOME)).not.toBe(silent.idOf(WELCOME));
  });
});
