import { ConfigurationError } from '#libs/config';
import { fragmentWords, PROMPT_IDS, type UtterancePart } from '#libs/speech';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { tone } from './__fixtures__/sound.js';
import { RecordingChanged, Recordings } from './recordings.js';
import { encodeWav } from './wav.js';

const limit = (minor: string): UtterancePart => ({
  prompt: 'cards.limit.total',
  value: { kind: 'amount', minor, currency: 'ALL' },
});

describe('the bank’s recordings', () => {
  let folder: string;
  let problems: string[];
  const SECOND = 8_000;
  const GAP = 400;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recordings-'));
    problems = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  const record = async (name: string, content = encodeWav(tone(500, 1, SECOND))) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  };
  const read = () => Recordings.in(folder, (problem) => problems.push(problem));

  it('a recorded sentence is played as it was recorded', async () => {
    await record('sq/welcome.wav');
    const recordings = await read();
    expect(await recordings.play({ prompt: 'welcome' }, 'sq')).toEqual(tone(500, 1, SECOND));
    expect(recordings.versionOf({ prompt: 'welcome' }, 'en')).toBeUndefined();
    expect(problems).toEqual([]);
  });

  it('a sentence with a value is its beginning and then the recorded words, a short pause between', async () => {
    for (const words of ['tre', 'mijë', 'e', 'pesë', 'lekë']) await record(`sq/fragments/${words}.wav`);
    await record('sq/cards.limit.total.wav');
    const recordings = await read();
    const sound = await recordings.play(limit('300500'), 'sq');
    expect(sound).toHaveLength(6 * SECOND + 5 * GAP);
    expect([...sound.subarray(SECOND, SECOND + GAP)].every((value) => value === 0)).toBe(true);
  });

  it('R2: with one word not recorded nothing of that sentence is: recordings and synthesis are not mixed in it', async () => {
    for (const words of ['tre', 'mijë', 'e', 'lekë']) await record(`sq/fragments/${words}.wav`);
    await record('sq/cards.limit.total.wav');
    const recordings = await read();
    expect(recordings.versionOf(limit('300500'), 'sq')).toBeUndefined();
    expect(recordings.versionOf(limit('300000'), 'sq')).toBeDefined();
    expect(recordings.versionOf({ prompt: 'cards.limit.total' }, 'sq')).toBeUndefined();
  });

  it('words of several parts have hyphens for spaces; the name of a currency is its own sentence', async () => {
    await record('sq/fragments/dollarë-amerikanë.wav');
    await record('sq/fragments/dy.wav');
    await record('sq/cards.limit.total.wav');
    await record('sq/currency.USD.wav');
    await record('sq/statements.no-account.wav');
    const recordings = await read();
    const dollars: UtterancePart = {
      prompt: 'cards.limit.total',
      value: { kind: 'amount', minor: '200', currency: 'USD' },
    };
    const none: UtterancePart = { prompt: 'statements.no-account', value: { kind: 'currency', currency: 'USD' } };
    expect(recordings.versionOf(dollars, 'sq')).toBeDefined();
    expect(await recordings.play(none, 'sq')).toHaveLength(2 * SECOND + GAP);
  });

  it('a name whose ë is written as two characters, as macOS does, is the same name', async () => {
    await record(`sq/fragments/${'lekë'.normalize('NFD')}.wav`);
    await record('sq/fragments/zero.wav');
    await record('sq/cards.limit.total.wav');
    expect((await read()).versionOf(limit('0'), 'sq')).toBeDefined();
  });

  it('a file that cannot be used is named with the reason, and is not used', async () => {
    const stereo = encodeWav(tone(500, 1, SECOND));
    stereo.writeUInt16LE(2, 22);
    const fast = encodeWav(tone(500, 1, SECOND));
    fast.writeUInt32LE(44_100, 24);
    await record('sq/welcome.wav', stereo);
    await record('sq/goodbye.wav', fast);
    await record('en/goodbye.wav', Buffer.from('ID3 not a WAV'));
    await record('en/wellcome.wav');
    await record('en/welcome.mp3');
    const recordings = await read();
    expect(problems.toSorted()).toEqual(
      [
        `recording ${folder}/sq/welcome.wav cannot be used: it has 2 channels, not one (PCM WAV of 8 kHz, mono, 16 bit is needed)`,
        `recording ${folder}/sq/goodbye.wav cannot be used: it has 44100 samples a second, not 8000 (PCM WAV of 8 kHz, mono, 16 bit is needed)`,
        `recording ${folder}/en/goodbye.wav cannot be used: it is not a WAV file (PCM WAV of 8 kHz, mono, 16 bit is needed)`,
        `recording ${folder}/en/wellcome.wav is not used: nothing has this name`,
        `recording ${folder}/en/welcome.mp3 is not used: nothing has this name`,
      ].toSorted(),
    );
    expect(recordings.versionOf({ prompt: 'welcome' }, 'sq')).toBeUndefined();
  });

  it('a recording altered or removed while we run is not played', async () => {
    await record('sq/welcome.wav');
    const recordings = await read();
    await record('sq/welcome.wav', encodeWav(tone(900, 1, SECOND)));
    await expect(recordings.play({ prompt: 'welcome' }, 'sq')).rejects.toThrow(RecordingChanged);
    await rm(join(folder, 'sq/welcome.wav'));
    await expect(recordings.play({ prompt: 'welcome' }, 'sq')).rejects.toThrow(RecordingChanged);
  });

  it('a language is complete with every sentence and every word of values, and not before', async () => {
    const short = encodeWav(tone(500, 0.01, SECOND));
    for (const prompt of PROMPT_IDS) await record(`sq/${prompt}.wav`, short);
    const words = fragmentWords('sq').map((fragment) => fragment.replaceAll(' ', '-'));
    for (const name of words.slice(1)) await record(`sq/fragments/${name}.wav`, short);
    expect((await read()).isComplete('sq')).toBe(false);
    await record(`sq/fragments/${words[0]!}.wav`, short);
    const recordings = await read();
    expect([recordings.isComplete('sq'), recordings.isComplete('en')]).toEqual([true, false]);
    expect(problems).toEqual([]);
  });

  it('without a folder there are none; a folder that is not there is a mistake of the configuration', async () => {
    const none = await Recordings.in(undefined, (problem) => problems.push(problem));
    expect(none.isComplete('sq')).toBe(false);
    await expect(Recordings.in(join(folder, 'nowhere'), () => undefined)).rejects.toThrow(ConfigurationError);
  });
});
