import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplicationEnded, formOf } from './freeswitch-requests.js';
import { DEMO_SWITCH, freeswitchStage } from './freeswitch-stage.js';
import { DocumentRefused } from './httapi-document.js';

const PUBLIC = 'https://ivr.bank.example';
const CALL = '/telephony/freeswitch/call';
const SOUND = `${PUBLIC}/audio/sq/goodbye.0123456789abcdef.wav`;
const PLAY = `<playback file="file_string://${SOUND}!silence_stream://50"/>`;
const key = (ms = 5_000) =>
  `<playback file="${SOUND}" name="key" input-timeout="${ms}" action="${PUBLIC}/key"><bind>~^[0-9*#]$</bind></playback>`;
const BRIDGE =
  '<execute application="bridge" data="{^^;originate_timeout=30;sip_h_X-Intent=agent.cards}sofia/external/sip:general@agents.bank.example" action="https://ivr.bank.example/transfer"/><getVariable name="originate_disposition"/>';
const STAYS =
  '<variables><continue_on_fail>true</continue_on_fail><hangup_after_bridge>false</hangup_after_bridge></variables>';

const document = (work: string, before = '') =>
  `<document type="xml/freeswitch-httapi">${before}<work>${work}</work></document>`;

let server: Server | undefined;
afterEach(() => void server?.close());

/** A gateway that answers each address with a document of the test. */
async function gateway(documents: Record<string, string>, type = 'text/xml') {
  const seen: { path: string; form: Record<string, string>; authorization: string | undefined }[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      const { authorization } = request.headers;
      seen.push({ path, form: Object.fromEntries(new URLSearchParams(body)), authorization });
      response.writeHead(200, { 'content-type': type }).end(documents[path] ?? document('<hangup/>'));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const settings = { ...DEMO_SWITCH, publicUrl: PUBLIC, gatewayUrl: () => `http://127.0.0.1:${port}` };
  const line = freeswitchStage({ settings, bankName: 'Banka Demo' }).dial('+355690000001');
  const keys = () => seen.filter(({ path }) => path === '/key').map(({ form }) => form['key'] ?? 'none');
  return { line, seen, keys };
}

describe('a call through mod_httapi', () => {
  it('signs in, sends its parameters with every request, and its end to the last address', async () => {
    const { line, seen } = await gateway({ [CALL]: document(key()) });
    await line.start();
    await line.hangUp();
    expect(seen.map(({ path, form }) => [path, form['exiting']])).toEqual([
      [CALL, undefined],
      ['/key', 'true'],
    ]);
    expect(new Set(seen.map(({ form }) => form['session_id'])).size).toBe(1);
    expect(seen[0]?.authorization).toBe('Basic ZnJlZXN3aXRjaDpkZW1vLWZyZWVzd2l0Y2gtc2VjcmV0');
  });

  it('keeps parameters until they are emptied', async () => {
    const kept = {
      [CALL]: document(key(), '<params><typed>x</typed></params>'),
      '/key': document(key(), '<params><typed/></params>'),
    };
    const { line, seen } = await gateway(kept);
    await line.start();
    await line.press('12');
    expect(seen.map(({ form }) => form['typed'])).toEqual([undefined, 'x', undefined]);
  });

  it('writes a form as the switch does', () => {
    expect(formOf([['a', 'sip:+355/x*#é']])).toBe('a=sip%3A%2B355/x*%23%C3%A9');
  });
});

describe('keys', () => {
  it('typed ahead wait in the queue, also while something is played whole, until they are flushed', async () => {
    const kept = await gateway({ [CALL]: document(key()), '/key': document(PLAY + key()) });
    await kept.line.start();
    await kept.line.press('123');
    expect(kept.keys()).toEqual(['1', '2', '3']);
    server?.close();
    const flushed = `<execute application="flush_dtmf" data=""/>${key()}`;
    const lost = await gateway({ [CALL]: document(key()), '/key': document(flushed) });
    await lost.line.start();
    await lost.line.press('123');
    expect(lost.keys()).toEqual(['1']);
  });

  it('that do not come within the window are none', async () => {
    const { line, keys } = await gateway({ [CALL]: document(key(7_000)), '/key': document(key()) });
    await line.start();
    await line.wait(6_999);
    expect(keys()).toEqual([]);
    await line.wait(1);
    expect(keys()).toEqual(['none']);
  });
});

describe('a bridge', () => {
  it.each([
    ['answered', 'SUCCESS'],
    ['busy', 'USER_BUSY'],
    ['noAnswer', 'NO_ANSWER'],
    ['failed', 'DESTINATION_OUT_OF_ORDER'],
  ] as const)('that is %s reports %s', async (end, disposition) => {
    const { line, seen } = await gateway({ [CALL]: document(BRIDGE, STAYS) });
    const [heard] = await line.start();
    expect(heard?.awaits).toMatchObject({
      destination: 'sip:general@agents.bank.example',
      context: { intent: 'agent.cards' },
    });
    await line.transferEnded(end);
    expect(seen.find(({ path }) => path === '/transfer')?.form['originate_disposition']).toBe(disposition);
  });

  it('that fails ends the call unless the document says otherwise', async () => {
    const { line, seen } = await gateway({ [CALL]: document(BRIDGE) });
    await line.start();
    expect(await line.transferEnded('busy')).toMatchObject([{ awaits: { kind: 'over' } }]);
    expect(seen.at(-1)?.form['exiting']).toBe('true');
  });
});

describe('what ends the application', () => {
  it.each([
    ['an element it does not know', document('<gather/>'), DocumentRefused],
    ['an attribute it does not know', document('<playback file="x" volume="1"/>'), DocumentRefused],
    ['no instructions', document(''), DocumentRefused],
    ['another kind of document', '<document type="xml/other"><work><hangup/></work></document>', DocumentRefused],
    ['an application that is not permitted', document('<execute application="system" data="x"/>'), DocumentRefused],
    ['a variable to expand', document('<execute application="bridge" data="${x}"/>'), DocumentRefused],
    ['a variable that is not permitted', document('<hangup/>', '<variables><x>1</x></variables>'), DocumentRefused],
    [
      'two destinations',
      document(BRIDGE.replace('agents.bank.example"', 'a.example,sofia/external/x@b"')),
      DocumentRefused,
    ],
    ['leaving it', document('<break/>'), ApplicationEnded],
    [
      'an address that is not the bank’s',
      document('<playback file="silence_stream://1" action="https://evil.example/"/>'),
      ApplicationEnded,
    ],
  ])('%s', async (_, text, error) => {
    const { line } = await gateway({ [CALL]: text });
    await expect(line.start()).rejects.toThrow(error);
  });

  it('an answer of another type', async () => {
    const { line } = await gateway({}, 'application/xml');
    await expect(line.start()).rejects.toThrow(ApplicationEnded);
  });
});
