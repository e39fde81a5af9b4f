import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { pino } from 'pino';
import { AUDIO_LIBRARY, type AudioLibrary } from '../../../audio/audio-library.js';
import { CallRunner } from '../../../calls/call-runner.js';
import type { GatewaySettings } from '../../../gateway.config.js';
import { createHttpServer } from '../../../http-server.js';
import { LOGGER } from '../../../logger.js';
import { PhoneModule } from './phone.module.js';

const AUDIO: AudioLibrary = { canSpeak: (language) => language === 'en', urlOf: () => '' };

const handled: unknown[] = [];
const CALLS = { handle: async (report: unknown) => JSON.stringify(handled.push(report)) };

/** What the phone's module needs of the gateway: sound for English, and calls that only note what is reported. */
@Module({
  providers: [
    { provide: AUDIO_LIBRARY, useValue: AUDIO },
    { provide: CallRunner, useValue: CALLS },
    { provide: LOGGER, useValue: pino({ level: 'silent' }) },
  ],
  exports: [AUDIO_LIBRARY, CallRunner, LOGGER],
})
class Surroundings {}

describe('the page of the phone', () => {
  let app: NestFastifyApplication;
  let origin: string;

  const start = async (profile: 'demo' | 'production') => {
    const settings = {
      PUBLIC_URL: 'https://ivr.bank.example',
      BANK_NAME: 'Banka Demo',
      PROFILE: profile,
      PHONE_DIALLED_NUMBER: '+35542000000',
    } as const;
    const limits = {
      ...settings,
      GATEWAY_MAX_CONNECTIONS: 100,
      GATEWAY_MAX_CONNECTIONS_PER_ADDRESS: 100,
      GATEWAY_PROXIES: [],
    };
    const phone = PhoneModule.forSettings({ ...settings, DEMO_BANK_FILE: undefined }, { imports: [Surroundings] });
    const module = await Test.createTestingModule({ imports: [phone] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(
      await createHttpServer(limits as unknown as GatewaySettings),
      { bodyParser: false } as never,
    );
    await app.listen(0, '127.0.0.1');
    origin = await app.getUrl();
  };
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${origin}${path}`, { headers });

  beforeEach(() => start('demo'));
  afterEach(() => app.close());

  it('is served with every file it names, and with a policy that lets in nothing else', async () => {
    const page = await get('/phone');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https:|data:/);
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style| on\w+=| style=/);
    const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => `/${path ?? ''}`);
    expect(named.length).toBeGreaterThan(2);
    const scripts = new Set(named);
    for (const path of scripts) {
      const file = await get(path);
      expect([path, file.status]).toEqual([path, 200]);
      if (path.endsWith('.js')) expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      for (const [, imported] of (await file.text()).matchAll(/from '\.\/([\w.-]+)'/g))
        scripts.add(`/phone/${imported ?? ''}`);
    }
  });

  it('is asked for again only when it changed', async () => {
    const etag = (await get('/phone/phone.js')).headers.get('etag') ?? '';
    expect((await get('/phone/phone.js', { 'if-none-match': etag })).status).toBe(304);
  });

  it.each(['nothing.js', 'line.spec.ts', '..%2fphone.config.ts', 'package.json', 'toString'])(
    'gives out nothing but itself: not %s',
    async (name) => {
      expect((await get(`/phone/${name}`)).status).toBe(404);
    },
  );

  it('in the demo it shows the invented clients, and says which languages are heard', async () => {
    const setup = (await (await get('/phone/setup')).json()) as {
      spoken: string[];
      demo: { clients: { key: string; cards: { pan: string; pin: string }[] }[] };
    };
    expect(setup).toMatchObject({ bankName: 'Banka Demo', dialledNumber: '+35542000000', presentsNumbers: true });
    expect(setup.spoken).toEqual(['en']);
    expect(setup.demo.clients.find(({ key }) => key === 'A')?.cards[0]).toMatchObject({ pin: '4826' });
  });

  it('in production it shows nobody and may not say which number it calls from', async () => {
    await app.close();
    await start('production');
    expect(await (await get('/phone/setup')).json()).toMatchObject({ presentsNumbers: false, demo: null });
  });

  it.each([
    ['application/json', 200, 1],
    ['application/json; charset=utf-8', 200, 1],
    ['text/plain', 415, 0],
    ['text/plain; application/json', 415, 0],
    ['application/x-www-form-urlencoded', 415, 0],
  ])(
    'S19: of what other sites can make a browser send nothing is a report: %s gets %d',
    async (type, status, count) => {
      handled.length = 0;
      const body = '{"call":"0123456789abcdef0123456789abcdef","callerNumber":""}';
      const headers = { 'content-type': type };
      const response = await fetch(`${origin}/telephony/phone/call`, { method: 'POST', headers, body });
      expect([response.status, handled.length]).toEqual([status, count]);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});
