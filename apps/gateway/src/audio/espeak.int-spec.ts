import { createLogger } from '#libs/logging';
import type { UtterancePart } from '#libs/speech';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure } from './__fixtures__/sound.js';
import { fixedSentences } from './addresses.js';
import { prepareSentences } from './preparation.js';
import { Recordings } from './recordings.js';
import { Renderer } from './renderer.js';
import { SoundStore } from './sound-store.js';
import { Synthesiser } from './synthesiser.js';
import { decodeWav } from './wav.js';

describe('sentences as espeak-ng says them', () => {
  let folder: string;
  let renderer: Renderer;
  let log = '';
  const logger = createLogger('test', 'info', { write: (line: string) => void (log += line) });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espeak-'));
    renderer = new Renderer({
      recordings: await Recordings.in(undefined, () => undefined),
      synthesiser: await Synthesiser.find('espeak-ng', 155, () => undefined),
      store: new SoundStore(folder),
      bankName: 'Banka Demo',
      logger,
    });
  });
  afterAll(async () => {
    await renderer.close();
    await rm(folder, { recursive: true });
  });
  const heard = async (part: UtterancePart, language: 'sq' | 'en') => {
    const sound = await renderer.render({ part, language });
    expect(sound.asIntended).toBe(true);
    return measure(decodeWav(sound.wav).samples);
  };

  it('both languages have a voice', () => {
    expect([renderer.canSpeak('sq'), renderer.canSpeak('en')]).toEqual([true, true]);
  });

  it('every sentence of the catalogue is heard: long enough, short enough, loud enough, never clipped', async () => {
    await prepareSentences(renderer, logger, new AbortController().signal);
    expect(log).toMatch(/"event":"audio.prepared","sentences":\d+,"failed":0/);
    for (const { part, language } of fixedSentences()) {
      const { seconds, peak, rms } = await heard(part, language);
      const sentence = `${language} ${part.prompt}`;
      const isName = part.prompt.startsWith('currency.');
      expect([sentence, seconds > (isName ? 0.3 : 0.5), seconds < 8]).toEqual([sentence, true, true]);
      expect([sentence, peak > 0.3, peak <= 1]).toEqual([sentence, true, true]);
      expect([sentence, rms > 0.03, rms < 0.3]).toEqual([sentence, true, true]);
    }
    expect(await readdir(folder)).toHaveLength(new Set(fixedSentences().map((said) => renderer.idOf(said))).size);
  }, 120_000);

  it.each(['sq', 'en'] as const)('SC39: a whole amount is heard in %s', async (language) => {
    const { seconds, peak, rms } = await heard(
      { prompt: 'accounts.balance.available', value: { kind: 'amount', minor: '1234567', currency: 'EUR' } },
      language,
    );
    expect(seconds).toBeGreaterThan(4);
    expect(seconds).toBeLessThan(12);
    expect(peak).toBeGreaterThan(0.3);
    expect(rms).toBeGreaterThan(0.03);
  });
});
