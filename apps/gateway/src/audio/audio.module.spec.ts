import { ConfigurationError, readSettings } from '#libs/config';
import { createLogger } from '#libs/logging';
import { placeholderOf, PROMPT_IDS, type UtterancePart, WrongValue } from '#libs/speech';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeEspeak, fakeEspeak } from './__fixtures__/fake-espeak.js';
import { AudioSettings } from './audio.config.js';
import { AUDIO_LIBRARY, type AudioLibrary } from './audio-library.js';
import { AudioModule } from './audio.module.js';
import { decodeWav } from './wav.js';

const BALANCE: UtterancePart = {
  prompt: 'accounts.balance.available',
  value: { kind: 'amount', minor: '-15050', currency: 'ALL' },
};

// Each sentence is a process of its own, and a busy machine is slow to start one.
jest.setTimeout(30_000);

describe('what providers play', () => {
  let folder: string;
  let espeak: FakeEspeak;
  let log: string;
  let apps: NestFastifyApplication[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audio-'));
    espeak = await fakeEspeak(folder, { sq: 'tone', 'en-gb': 'tone' });
    await mkdir(join(folder, 'secrets'));
    await writeFile(join(folder, 'secrets/audio.key'), randomBytes(32).toString('base64'), { mode: 0o400 });
    log = '';
    apps = [];
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await rm(folder, { recursive: true });
  });

  /** A gateway with nothing but audio, listening; `get` asks it by the path of an address it gave. */
  const started = async (environment: Record<string, string> = {}) => {
    const settings = readSettings(AudioSettings, {
      PUBLIC_URL: 'https://ivr.bank.example',
      SECRETS_DIR: join(folder, 'secrets'),
      DATA_DIR: join(folder, 'data'),
      ESPEAK_PATH: espeak.path,
      ...environment,
    });
    const logger = createLogger('test', 'info', { write: (line: string) => void (log += line) });
    const module = await Test.createTestingModule({
      imports: [AudioModule.forSettings(settings, { logger })],
    }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    apps.push(app);
    await app.listen(0, '127.0.0.1');
    const origin = await app.getUrl();
    const get = (url: string, options: RequestInit = {}) =>
      fetch(url.replace('https://ivr.bank.example', origin), options);
    return { library: app.get<AudioLibrary>(AUDIO_LIBRARY), get };
  };
  const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

  it('a sentence of the catalogue has a lasting address that says its language, its id and its version', async () => {
    const { library, get } = await started();
    const url = library.urlOf({ prompt: 'welcome' }, 'sq');
    expect(url).toMatch(/^https:\/\/ivr\.bank\.example\/audio\/sq\/welcome\.[0-9a-f]{16}\.wav$/);
    expect(library.urlOf({ prompt: 'welcome', language: 'en' }, 'sq')).toMatch(/\/audio\/en\/welcome\./);
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'audio/wav',
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^"[0-9a-f]{32}\.wav"$/) as unknown,
    });
    const body = await bodyOf(response);
    expect(response.headers.get('content-length')).toBe(String(body.length));
    expect(decodeWav(body).samples.length).toBeGreaterThan(4_000 - 1);
  });

  it('the address is the same on another instance, and another one where the sentence sounds otherwise', async () => {
    const [one, same, slower] = [await started(), await started(), await started({ ESPEAK_RATE: '150' })];
    const urlOf = ({ library }: typeof one) => library.urlOf({ prompt: 'welcome' }, 'sq');
    expect(urlOf(same)).toBe(urlOf(one));
    expect(urlOf(slower)).not.toBe(urlOf(one));
    // In a rolling restart either may be asked for the other's: it plays what it has, and lets nobody keep it.
    const response = await slower.get(urlOf(one));
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  });

  it('S8: a part with a client’s data has an address that tells nothing, is served by any instance and kept by none', async () => {
    const [one, other] = [await started(), await started()];
    const url = one.library.urlOf(BALANCE, 'sq');
    expect(url).toMatch(/^https:\/\/ivr\.bank\.example\/audio\/said\/[\w-]+\.wav$/);
    expect(url.length).toBeLessThan(400);
    expect(one.library.urlOf(BALANCE, 'sq')).not.toBe(url);
    const response = await other.get(url);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    expect((await espeak.said()).map(({ text }) => text)).toContain(
      'Balanca e disponueshme është minus njëqind e pesëdhjetë lekë dhe pesëdhjetë qindarka.',
    );
  });

  it('a description however long fits an address, and is said as its words', async () => {
    const { library, get } = await started();
    const description = `${'0012345 '.repeat(55)}SUPERMARKET TIRANA`;
    const url = library.urlOf(
      { prompt: 'cards.last-transaction.merchant', value: { kind: 'merchant', description } },
      'sq',
    );
    expect(url.length).toBeLessThan(400);
    expect((await get(url)).status).toBe(200);
    expect((await espeak.said()).map(({ text }) => text)).toContain('Vendi i transaksionit: Supermarket Tirana.');
  });

  it('a part with the wrong value is refused where the answer is made, not when it is played', async () => {
    const { library } = await started();
    expect(() => library.urlOf({ prompt: 'accounts.balance.available' }, 'sq')).toThrow(WrongValue);
    expect(() => library.urlOf({ ...BALANCE, prompt: 'welcome' }, 'sq')).toThrow(WrongValue);
  });

  it('HEAD says what GET would, without the sound', async () => {
    const { library, get } = await started();
    for (const url of [library.urlOf({ prompt: 'goodbye' }, 'en'), library.urlOf(BALANCE, 'en')]) {
      const [head, whole] = [await get(url, { method: 'HEAD' }), await get(url)];
      const told = ['content-type', 'content-length', 'etag', 'cache-control'];
      expect(head.status).toBe(200);
      expect(told.map((name) => head.headers.get(name))).toEqual(told.map((name) => whole.headers.get(name)));
      expect(await bodyOf(head)).toHaveLength(0);
    }
  });

  it.each([
    ['ulaw', 'audio/basic'],
    ['ulaw.wav', 'audio/wav'],
    ['alaw.wav', 'audio/wav'],
  ] as const)(
    'as %s: the same sentence, one byte a sample, with a type, a tag, a range and a year of its own',
    async (rendition, type) => {
      const { library, get } = await started();
      const pcm = await get(library.urlOf({ prompt: 'goodbye' }, 'en'));
      const samples = decodeWav(await bodyOf(pcm)).samples.length;
      const header = rendition === 'ulaw' ? 0 : 58;
      for (const part of [{ prompt: 'goodbye' } as const, BALANCE]) {
        const url = library.urlOf(part, 'en', rendition);
        expect(url).toMatch(
          new RegExp(`/audio/(en/goodbye\\.[0-9a-f]{16}|said/[\\w-]+)\\.${rendition.replace('.', '\\.')}$`),
        );
        const [head, whole] = [await get(url, { method: 'HEAD' }), await get(url)];
        const told = ['content-type', 'content-length', 'etag', 'cache-control'];
        expect(told.map((name) => head.headers.get(name))).toEqual(told.map((name) => whole.headers.get(name)));
        expect(whole.headers.get('content-type')).toBe(type);
        const body = await bodyOf(whole);
        if (part.prompt === 'goodbye') {
          expect(body.length).toBe(header + samples + (header > 0 ? samples % 2 : 0));
          expect(whole.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
        } else expect(whole.headers.get('cache-control')).toBe('private, no-store');
        const etag = whole.headers.get('etag')!;
        expect(etag).not.toBe(pcm.headers.get('etag'));
        expect((await get(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
        const range = await get(url, { headers: { range: 'bytes=-100', 'if-range': etag } });
        expect([range.status, range.headers.get('content-range')]).toEqual([
          206,
          `bytes ${body.length - 100}-${body.length - 1}/${body.length}`,
        ]);
        expect(await bodyOf(range)).toEqual(body.subarray(-100));
      }
    },
  );

  it('who has it already is told so', async () => {
    const { library, get } = await started();
    const url = library.urlOf({ prompt: 'goodbye' }, 'en');
    const etag = (await get(url)).headers.get('etag')!;
    for (const mine of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await get(url, { headers: { 'if-none-match': mine } });
      expect([response.status, response.headers.get('etag'), (await bodyOf(response)).length]).toEqual([304, etag, 0]);
    }
    expect((await get(url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('a range is that part of the sound, unless it is of another version', async () => {
    const { library, get } = await started();
    const url = library.urlOf({ prompt: 'goodbye' }, 'en');
    const whole = await bodyOf(await get(url));
    const part = await get(url, { headers: { range: 'bytes=44-143' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 44-143/${whole.length}`]);
    expect(await bodyOf(part)).toEqual(whole.subarray(44, 144));
    const behind = await get(url, { headers: { range: `bytes=${whole.length}-` } });
    expect([behind.status, behind.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
    const changed = await get(url, { headers: { range: 'bytes=44-143', 'if-range': '"other"' } });
    expect([changed.status, (await bodyOf(changed)).length]).toEqual([200, whole.length]);
  });

  it('a forged, altered or expired token, an unknown sentence and any way out of the folder are not found', async () => {
    const { library, get } = await started();
    const [, token = ''] = /said\/(.+)\.wav$/.exec(library.urlOf(BALANCE, 'sq')) ?? [];
    const version = '0123456789abcdef';
    const needsValue = PROMPT_IDS.filter((prompt) => placeholderOf(prompt) !== undefined);
    const paths = [
      ...['A', token.slice(1), `${token}A`, token.toUpperCase()].map((altered) => `said/${altered}.wav`),
      ...needsValue.map((prompt) => `sq/${prompt}.${version}.wav`),
      `sq/no-such-prompt.${version}.wav`,
      `de/welcome.${version}.wav`,
      `sq/toString.${version}.wav`,
      'sq/welcome.wav',
      ...['mp3', 'alaw', 'wav.ulaw', 'ulaw.ulaw.wav'].map((ending) => `sq/welcome.${version}.${ending}`),
      'sq/..%2f..%2fsecrets%2faudio.key',
      `sq/..%2f..%2f..%2fwelcome.${version}.wav`,
      '..%2fsecrets%2faudio.key',
      '',
      'sq/',
      'said/.wav',
      `said/${'A'.repeat(8_000)}.wav`,
    ];
    for (const path of paths) {
      const response = await get(`https://ivr.bank.example/audio/${path}`);
      expect([path, response.status, (await bodyOf(response)).toString()]).toEqual([path, 404, '']);
    }
    expect((await get(library.urlOf(BALANCE, 'sq'), { method: 'POST' })).status).toBe(404);
  });

  it('section 8: what stands in for a sentence is played but kept by nobody', async () => {
    const { library, get } = await started({ AUDIO_CACHE_DIR: join(folder, 'other-cache') });
    await espeak.become({ sq: 'fails', 'en-gb': 'tone' });
    const response = await get(library.urlOf({ prompt: 'transfer.failed' }, 'sq'));
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  });

  it('when nothing can be said it answers 503 and logs the sentence’s name, not its words', async () => {
    const { library, get } = await started();
    await espeak.become({ sq: 'fails', 'en-gb': 'fails' });
    const response = await get(library.urlOf(BALANCE, 'sq'));
    expect([response.status, response.headers.get('cache-control')]).toEqual([503, 'no-store']);
    expect(log).toContain('"event":"audio.no-sound","prompt":"accounts.balance.available"');
    expect(log).not.toMatch(/njëqind|hundred|15050/);
  });

  it('without espeak-ng and without recordings the start says so in one line, and says no language can be spoken', async () => {
    const { library } = await started({ ESPEAK_PATH: join(folder, 'no-such-program') });
    expect([library.canSpeak('sq'), library.canSpeak('en')]).toEqual([false, false]);
    const warnings = log.split('\n').filter((line) => line.includes('"level":"warn"'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/no audio for sq, en: .*no-such-program cannot be used .* install espeak-ng/);
  });

  it('with it no warning is written and both languages can be spoken', async () => {
    const { library } = await started();
    expect([library.canSpeak('sq'), library.canSpeak('en')]).toEqual([true, true]);
    expect(log).not.toContain('"level":"warn"');
  });

  it('S3: without its key, or with one open to others, it does not start', async () => {
    await rm(join(folder, 'secrets/audio.key'));
    await expect(started()).rejects.toThrow(ConfigurationError);
    await writeFile(join(folder, 'secrets/audio.key'), randomBytes(32).toString('base64'), { mode: 0o444 });
    await expect(started()).rejects.toThrow('is open to others');
  });
});
