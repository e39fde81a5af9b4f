import { verifySignature } from '@vonage/jwt';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ActionsRefused, parseNcco } from './ncco.js';
import { WebhookFailed } from './vonage-requests.js';
import { DEMO_VONAGE, vonageStage, type VonageStageOptions } from './vonage-stage.js';

const PUBLIC = 'https://ivr.bank.example';
const SOUND = `${PUBLIC}/audio/en/goodbye.0123456789abcdef.wav`;
const STREAM = { action: 'stream', streamUrl: [SOUND] };
const TALK = { action: 'talk', text: 'Press one.', language: 'en-GB' };
const ENTRY = {
  action: 'input',
  type: ['dtmf'],
  dtmf: { timeOut: 10, maxDigits: 4, submitOnHash: true },
  eventUrl: [`${PUBLIC}/keys`],
};
const CONNECT = {
  action: 'connect',
  endpoint: [{ type: 'phone', number: '35542000001' }],
  eventType: 'synchronous',
  eventUrl: [`${PUBLIC}/connected`],
};

interface Seen {
  path: string;
  body: { dtmf?: { digits: string | null; timed_out: boolean }; status?: string; direction?: string; from?: string };
  signed: boolean;
}

let server: Server | undefined;
afterEach(() => void server?.close());

/** A gateway that answers each address with actions of the test, and any other with nothing. */
async function gateway(actions: Record<string, unknown[]>, more: Partial<VonageStageOptions> = {}) {
  const seen: Seen[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
      const [, claims = ''] = token.split('.');
      const hash = createHash('sha256').update(body).digest('hex');
      const isOfBody = Buffer.from(claims, 'base64url').toString().includes(`"payload_hash":"${hash}"`);
      const signed = isOfBody && verifySignature(token, DEMO_VONAGE.secret);
      const content = JSON.parse(body) as Seen['body'];
      seen.push({ path, body: content, signed });
      const answer = content.status === 'ringing' || content.status === 'answered' ? undefined : actions[path];
      if (answer) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      else response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const account = { ...DEMO_VONAGE, publicUrl: PUBLIC, gatewayUrl: () => `http://127.0.0.1:${port}` };
  const line = vonageStage({ bankName: 'Banka Demo', account, ...more }).dial('+355690000001');
  const results = () =>
    seen.filter(({ path }) => path === '/keys').map(({ body: { dtmf } }) => [dtmf?.digits, dtmf?.timed_out]);
  return { line, seen, results };
}

const entering = { '/telephony/vonage/call': [{ ...STREAM, bargeIn: true }, ENTRY], '/keys': [ENTRY] };

describe('a call over Vonage', () => {
  it('begins with a signed request, ends with its actions, and tells what becomes of it', async () => {
    const { line, seen } = await gateway({ '/telephony/vonage/call': [STREAM] });
    const [heard] = await line.start();
    expect(heard).toMatchObject({ parts: [{ prompt: 'goodbye', language: 'en' }], awaits: { kind: 'over' } });
    expect(seen.map(({ path, signed, body }) => [path, signed, body.status])).toEqual([
      ['/telephony/vonage/status', true, 'ringing'],
      ['/telephony/vonage/call', true, undefined],
      ['/telephony/vonage/status', true, 'completed'],
    ]);
    expect(seen[1]?.body.from).toBe('355690000001');
  });
});

describe('an input', () => {
  it.each([
    ['its last digit', ['1234'], [['1234', false]]],
    ['digits one by one', ['1', '2', '3', '4'], [['1234', false]]],
    ['#, which is no part of it', ['12#'], [['12', false]]],
    ['# as its first key', ['#'], [[null, false]]],
    ['its last key although it is a star', ['12*4'], [['12*4', false]]],
    ['its last digit; keys after it are lost', ['12345678'], [['1234', false]]],
  ])('ends by %s', async (_, presses, expected) => {
    const { line, results } = await gateway(entering);
    await line.start();
    for (const keys of presses) await line.press(keys);
    expect(results()).toEqual(expected);
  });

  it('ends by a silence, which begins anew with each key, and reports what there is', async () => {
    const { line, results } = await gateway(entering);
    await line.start();
    await line.wait(9_999);
    await line.press('12');
    await line.wait(9_999);
    expect(results()).toEqual([]);
    await line.wait(1);
    await line.silence();
    expect(results()).toEqual([
      ['12', true],
      [null, true],
    ]);
  });

  it('may be one that is full and waits all the same', async () => {
    const { line, results } = await gateway(entering, { endsWhenFull: false });
    await line.start();
    expect(await line.press('12345')).toEqual([]);
    await line.silence();
    expect(results()).toEqual([['1234', true]]);
  });
});

describe('a connect', () => {
  it.each([
    ['answered', ['ringing', 'answered', 'completed']],
    ['busy', ['busy']],
    ['noAnswer', ['ringing', 'unanswered']],
    ['failed', ['failed']],
  ] as const)('that is %s tells %j, and goes on with what the last is answered with', async (end, statuses) => {
    const { line, seen } = await gateway({ '/telephony/vonage/call': [CONNECT], '/connected': [STREAM] });
    await line.start();
    const [heard] = await line.transferEnded(end);
    const told = seen.filter(({ path }) => path === '/connected').map(({ body }) => body);
    expect(told.map(({ status }) => status)).toEqual(statuses);
    expect(told.every(({ direction }) => direction === 'outbound')).toBe(true);
    expect(heard?.parts).toMatchObject([{ prompt: 'goodbye' }]);
  });

  it('to a SIP address carries what the agent is shown, each name with an X- before it', async () => {
    const uri = 'sip:general@agents.bank.example';
    const endpoint = [{ type: 'sip', uri, headers: { Intent: 'agent.cards', Verified: 'no' } }];
    const queues = { general: { destination: uri } };
    const { line } = await gateway({ '/telephony/vonage/call': [{ ...CONNECT, endpoint }] }, { queues });
    const [heard] = await line.start();
    const context: unknown = expect.objectContaining({ intent: 'agent.cards', verified: false });
    expect(heard?.awaits).toMatchObject({ kind: 'transfer', queue: 'general', context });
  });
});

describe('what Vonage does not put up with', () => {
  const barging = { bargeIn: true };
  it.each([
    ['an unknown action', [{ action: 'shout' }]],
    ['an unknown key', [{ ...STREAM, volume: 11 }]],
    ['an address that is no list', [{ ...STREAM, streamUrl: SOUND }]],
    ['two addresses', [{ ...STREAM, streamUrl: [SOUND, SOUND] }]],
    ['Albanian speech', [{ ...TALK, language: 'sq-AL' }]],
    ['more text than is said', [{ ...TALK, text: 'a'.repeat(1_501) }]],
    ['a wait above 10 s', [{ ...ENTRY, dtmf: { timeOut: 11 } }]],
    ['more than 20 digits', [{ ...ENTRY, dtmf: { maxDigits: 21 } }]],
    ['speech and files before one input', [{ ...TALK, ...barging }, { ...STREAM, ...barging }, ENTRY]],
    ['barge-in without an input', [{ ...STREAM, ...barging }]],
    ['a connect behind barge-in', [{ ...STREAM, ...barging }, CONNECT]],
    ['a number with its +', [{ ...CONNECT, endpoint: [{ type: 'phone', number: '+35542000001' }] }]],
    ['a conversation above two hours', [{ ...CONNECT, limit: 7_201 }]],
  ])('%s', (_, actions) => {
    expect(() => parseNcco(JSON.stringify(actions))).toThrow(ActionsRefused);
  });

  it('what is no list, no JSON, or above 64 kB', () => {
    expect(() => parseNcco('{"action":"talk"}')).toThrow(ActionsRefused);
    expect(() => parseNcco('<Response/>')).toThrow(ActionsRefused);
    expect(() => parseNcco(JSON.stringify(Array.from({ length: 1_000 }, () => STREAM)))).toThrow(ActionsRefused);
  });

  it('an address that is not the bank’s', async () => {
    const { line } = await gateway({ '/telephony/vonage/call': [{ ...ENTRY, eventUrl: ['https://evil.example/x'] }] });
    await line.start();
    await expect(line.press('1234')).rejects.toThrow(WebhookFailed);
  });
});
