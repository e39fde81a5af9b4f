import { afterEach, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HookFailed } from './jambonz-requests.js';
import { DEMO_JAMBONZ, jambonzStage, type JambonzStageOptions } from './jambonz-stage.js';
import { parseVerbs, VerbsRefused } from './verbs.js';

const PUBLIC = 'https://ivr.bank.example';
const SOUND = `${PUBLIC}/audio/en/goodbye.0123456789abcdef.wav`;
const ENTRY = {
  verb: 'gather',
  id: 'four',
  minDigits: 1,
  maxDigits: 4,
  finishOnKey: '#',
  timeout: 10,
  interDigitTimeout: 5,
  actionHook: `${PUBLIC}/keys#rc=2&rp=ct,5xx`,
  play: { url: [SOUND] },
};
const MENU = { verb: 'gather', numDigits: 1, timeout: 7, actionHook: '/keys' };
const HANG_UP = { verb: 'hangup' };

interface Seen {
  path: string;
  body: Record<string, unknown>;
  signed: boolean;
}

let server: Server | undefined;
afterEach(() => void server?.close());

/** A gateway that answers each address with verbs of the test. */
async function gateway(verbs: Record<string, unknown[]>, more: Partial<JambonzStageOptions> = {}) {
  const seen: Seen[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      const [, time = '', hex] = /^t=(\d+),v1=(\w+)$/.exec(String(request.headers['jambonz-signature'])) ?? [];
      const expected = createHmac('sha256', DEMO_JAMBONZ.webhookSecret).update(`${time}.${body}`).digest('hex');
      seen.push({ path, body: JSON.parse(body) as Seen['body'], signed: hex === expected });
      if (path === '/telephony/jambonz/status') response.writeHead(204).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(verbs[path] ?? []));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const account = { ...DEMO_JAMBONZ, publicUrl: PUBLIC, gatewayUrl: () => `http://127.0.0.1:${port}` };
  const line = jambonzStage({ bankName: 'Banka Demo', account, ...more }).dial('+355690000001');
  const results = () =>
    seen.filter(({ path }) => path === '/keys').map(({ body }) => [body['reason'], body['digits'], body['verb_id']]);
  return { line, seen, results };
}

const entering = { '/telephony/jambonz/call': [ENTRY, HANG_UP], '/keys': [ENTRY, HANG_UP] };

describe('a call over jambonz', () => {
  it('begins with a signed request, and tells the status when it is over', async () => {
    const { line, seen } = await gateway({ '/telephony/jambonz/call': [{ verb: 'play', url: SOUND }] });
    const [heard] = await line.start();
    expect(heard).toMatchObject({ parts: [{ prompt: 'goodbye', language: 'en' }], awaits: { kind: 'over' } });
    expect(seen.map(({ path, signed }) => [path, signed])).toEqual([
      ['/telephony/jambonz/call', true],
      ['/telephony/jambonz/status', true],
    ]);
    expect(seen[0]?.body).toMatchObject({ from: '355690000001', call_status: 'trying', direction: 'inbound' });
    expect(seen[1]?.body).toMatchObject({ call_status: 'completed', call_termination_by: 'jambonz' });
  });
});

describe('a gather', () => {
  it.each([
    ['its last digit', ['1234'], [['dtmfDetected', '1234', 'four']]],
    ['digits one by one', ['1', '2', '3', '4'], [['dtmfDetected', '1234', 'four']]],
    ['#, which is no part of it', ['12#'], [['dtmfDetected', '12', 'four']]],
    ['# as its first key', ['#'], [['dtmfDetected', '', 'four']]],
    ['its last key although it is a star', ['12*4'], [['dtmfDetected', '12*4', 'four']]],
    ['its last digit; keys after it are lost', ['12345678'], [['dtmfDetected', '1234', 'four']]],
  ])('ends by %s', async (_, presses, expected) => {
    const { line, results } = await gateway(entering);
    await line.start();
    for (const keys of presses) await line.press(keys);
    expect(results()).toEqual(expected);
  });

  it('waits longer for the first digit than between digits, and reports those there are', async () => {
    const { line, results } = await gateway(entering);
    await line.start();
    await line.wait(9_999);
    expect(await line.press('12')).toEqual([]);
    await line.wait(4_999);
    expect(results()).toEqual([]);
    await line.wait(1);
    expect(results()).toEqual([['dtmfDetected', '12', 'four']]);
  });

  it('without minDigits the whole wait runs on, and what was typed is lost', async () => {
    const { minDigits: _, ...careless } = ENTRY;
    const { line, results } = await gateway({ ...entering, '/telephony/jambonz/call': [careless] });
    await line.start();
    await line.wait(6_000);
    await line.press('12');
    await line.wait(4_000);
    expect(results()).toEqual([['timeout', undefined, 'four']]);
  });

  it('that got nothing reports a timeout', async () => {
    const { line, results } = await gateway({ '/telephony/jambonz/call': [MENU], '/keys': [HANG_UP] });
    await line.start();
    const [heard] = await line.silence();
    expect(results()).toEqual([['timeout', undefined, undefined]]);
    expect(heard?.awaits.kind).toBe('over');
  });
});

describe('a dial', () => {
  it.each([
    ['answered', 'completed'],
    ['busy', 'busy'],
    ['noAnswer', 'no-answer'],
    ['failed', 'failed'],
  ] as const)('that is %s reports %s', async (end, status) => {
    const target = [{ type: 'phone', number: '+35542000001' }];
    const dialling = { '/telephony/jambonz/call': [{ verb: 'dial', target, actionHook: '/dialled' }] };
    const { line, seen } = await gateway(dialling);
    await line.start();
    await line.transferEnded(end);
    expect(seen.find(({ path }) => path === '/dialled')?.body['dial_call_status']).toBe(status);
  });

  it('to a SIP address carries what the agent is shown', async () => {
    const dial = {
      verb: 'dial',
      target: [{ type: 'sip', sipUri: 'sip:general@agents.bank.example' }],
      headers: { 'X-Intent': 'agent.cards', 'X-Verified': 'no' },
      actionHook: '/dialled',
    };
    const queues = { general: { destination: 'sip:general@agents.bank.example' } };
    const { line } = await gateway({ '/telephony/jambonz/call': [dial] }, { queues });
    const [heard] = await line.start();
    const context: unknown = expect.objectContaining({ intent: 'agent.cards', verified: false });
    expect(heard?.awaits).toMatchObject({ kind: 'transfer', queue: 'general', context });
  });
});

describe('what the feature server does not put up with', () => {
  it.each([
    ['an unknown verb', { verb: 'shout' }],
    ['an unknown property', { ...MENU, numDigit: 1 }],
    ['a number as text', { ...MENU, timeout: '7' }],
    ['a prompt of two kinds', { ...MENU, play: { url: SOUND }, say: { text: 'One.' } }],
    ['a hook by GET, which would lose what is reported', { ...MENU, actionHook: { url: '/keys', method: 'GET' } }],
    ['a destination that is none', { verb: 'dial', target: [{ type: 'sip', sipUri: 'agents' }] }],
  ])('%s', (_, verb) => {
    expect(() => parseVerbs(JSON.stringify([verb]))).toThrow(VerbsRefused);
  });

  it('what is no list, or no JSON', () => {
    expect(() => parseVerbs('{"verb":"hangup"}')).toThrow(VerbsRefused);
    expect(() => parseVerbs('<Response/>')).toThrow(VerbsRefused);
  });

  it('an address that is not the bank’s', async () => {
    const { line } = await gateway({ '/telephony/jambonz/call': [{ ...MENU, actionHook: 'https://evil.example/x' }] });
    await line.start();
    await expect(line.press('1')).rejects.toThrow(HookFailed);
  });
});
