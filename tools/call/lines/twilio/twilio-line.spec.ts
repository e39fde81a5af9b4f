import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';
import { DEMO_ACCOUNT, twilioStage, type TwilioStageOptions } from './twilio-stage.js';
import { WebhookFailed } from '../documents/verbs.js';

const PUBLIC = 'https://ivr.bank.example';
const SAY = '<Say language="en-GB">Press one.</Say>';
const GATHER = `<Gather numDigits="4" timeout="5" finishOnKey="#*" actionOnEmptyResult="true" action="${PUBLIC}/keys">${SAY}</Gather><Redirect>${PUBLIC}/silence</Redirect>`;

interface Seen {
  path: string;
  form: Record<string, string>;
  signed: boolean;
}

let server: Server | undefined;
afterEach(() => void server?.close());

/** A gateway that answers each address with a document of the test. */
async function gateway(documents: Record<string, string>, more: Partial<TwilioStageOptions> = {}) {
  const seen: Seen[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      const form = Object.fromEntries(new URLSearchParams(body));
      const signature = String(request.headers['x-twilio-signature']);
      seen.push({ path, form, signed: twilio.validateRequest(DEMO_ACCOUNT.authToken, signature, PUBLIC + path, form) });
      if (path === '/telephony/twilio/status') response.writeHead(204).end();
      else response.writeHead(200, { 'content-type': 'text/xml' }).end(`<Response>${documents[path] ?? ''}</Response>`);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const account = { ...DEMO_ACCOUNT, publicUrl: PUBLIC, gatewayUrl: () => `http://127.0.0.1:${port}`, ...more.account };
  const stage = twilioStage({ bankName: 'Banka Demo', ...more, account });
  const line = stage.dial('+355690000001');
  const digits = () =>
    seen
      .filter(({ path }) => path === '/keys')
      .map(({ form }) => `${form['Digits'] ?? ''}|${form['FinishedOnKey'] ?? ''}`);
  return { line, seen, digits };
}

const gathering = { '/telephony/twilio/call': GATHER, '/keys': GATHER, '/silence': '<Hangup/>' };

describe('a call over Twilio', () => {
  it('begins with a signed request, and tells the status when it is over', async () => {
    const { line, seen } = await gateway({ '/telephony/twilio/call': `${SAY}<Hangup/>` });
    const [heard] = await line.start();
    expect(heard).toMatchObject({ parts: [{ text: 'Press one.', language: 'en' }], awaits: { kind: 'over' } });
    expect(seen.map(({ path, signed }) => [path, signed])).toEqual([
      ['/telephony/twilio/call', true],
      ['/telephony/twilio/status', true],
    ]);
    expect(seen[0]?.form).toMatchObject({ From: '+355690000001', CallStatus: 'ringing', Direction: 'inbound' });
    expect(seen[1]?.form['CallStatus']).toBe('completed');
  });

  it('a document that comes to its end is the end of the call', async () => {
    const { line } = await gateway({ '/telephony/twilio/call': SAY });
    expect((await line.start())[0]?.awaits.kind).toBe('over');
  });
});

describe('a Gather', () => {
  it.each([
    ['its last digit', ['1234'], ['1234|']],
    ['digits one by one', ['1', '2', '3', '4'], ['1234|']],
    ['a finish key after some', ['12#'], ['12|#']],
    ['a finish key that is the first', ['*'], ['|*']],
  ])('ends by %s', async (_, presses, expected) => {
    const { line, digits } = await gateway(gathering);
    await line.start();
    for (const keys of presses) await line.press(keys);
    expect(digits()).toEqual(expected);
  });

  it('ends by a silence after some digits, which are fewer', async () => {
    const { line, digits } = await gateway(gathering);
    await line.start();
    expect(await line.press('12')).toEqual([]);
    expect(await line.wait(4_999)).toEqual([]);
    await line.wait(1);
    expect(digits()).toEqual(['12|']);
  });

  it('a key begins the wait anew', async () => {
    const { line, digits } = await gateway(gathering);
    await line.start();
    await line.press('1');
    await line.wait(4_000);
    await line.press('2');
    await line.wait(4_000);
    expect(digits()).toEqual([]);
  });

  it('that got nothing calls its action only where the document says so, else goes on behind it', async () => {
    const asked = await gateway(gathering);
    await asked.line.start();
    await asked.line.silence();
    expect(asked.digits()).toEqual(['|']);
    server?.close();
    const unasked = await gateway({
      ...gathering,
      '/telephony/twilio/call': GATHER.replace(' actionOnEmptyResult="true"', ''),
    });
    await unasked.line.start();
    const [heard] = await unasked.line.silence();
    expect(unasked.digits()).toEqual([]);
    expect(unasked.seen.map(({ path }) => path)).toContain('/silence');
    expect(heard?.awaits.kind).toBe('over');
  });

  it.each([
    ['kept', ['1234|', '5678|']],
    ['lost', ['1234|']],
  ] as const)('keys typed ahead of the next one are %s', async (keysBetweenAnswers, expected) => {
    const { line, digits } = await gateway(gathering, { keysBetweenAnswers });
    await line.start();
    await line.press('12345678');
    expect(digits()).toEqual(expected);
  });
});

describe('a Dial', () => {
  const dialling = (destination: string) => ({
    '/telephony/twilio/call': `<Dial timeout="20" action="${PUBLIC}/dialled">${destination}</Dial>`,
    '/dialled': '<Hangup/>',
  });

  it.each([
    ['answered', 'completed'],
    ['busy', 'busy'],
    ['noAnswer', 'no-answer'],
    ['failed', 'failed'],
  ] as const)('that is %s reports %s', async (end, status) => {
    const { line, seen } = await gateway(dialling('<Number>+35542000001</Number>'));
    await line.start();
    await line.transferEnded(end);
    expect(seen.find(({ path }) => path === '/dialled')?.form['DialCallStatus']).toBe(status);
  });

  it('to a SIP address carries what the agent is shown', async () => {
    const queues = { general: { destination: 'sip:general@agents.bank.example' } };
    const { line } = await gateway(
      dialling('<Sip>sip:general@agents.bank.example?X-Intent=agent.cards&amp;X-Verified=no</Sip>'),
      { queues },
    );
    const [heard] = await line.start();
    expect(heard?.awaits).toMatchObject({
      kind: 'transfer',
      queue: 'general',
      context: { intent: 'agent.cards', verified: false },
    });
  });
});

describe('what no network puts up with', () => {
  it.each([
    ['an address that is not the bank’s', { '/telephony/twilio/call': '<Redirect>https://evil.example/x</Redirect>' }],
    ['Redirects without end', { '/telephony/twilio/call': `<Redirect>${PUBLIC}/telephony/twilio/call</Redirect>` }],
  ])('%s', async (_, documents) => {
    const { line } = await gateway(documents);
    await expect(line.start()).rejects.toThrow(WebhookFailed);
  });

  it('a second delivery that is answered in another way', async () => {
    let count = 0;
    const documents = Object.defineProperty({}, '/telephony/twilio/call', {
      get: () => `<Pause length="${++count}"/>${GATHER}`,
    });
    const { line } = await gateway(documents);
    await line.start();
    await expect(line.repeat?.()).rejects.toThrow(/in another way/);
  });
});
