import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GrammarRefused } from './dtmf-grammar.js';
import { FetchFailed } from './voicexml-requests.js';
import { DEMO_PLATFORM, voicexmlStage } from './voicexml-stage.js';
import { DocumentRefused } from './vxml-document.js';

const PUBLIC = 'https://ivr.bank.example';
const ENTRY = `/telephony/voicexml/${DEMO_PLATFORM.secret}/call`;
const SOUND = `<audio src="${PUBLIC}/audio/sq/goodbye.0123456789abcdef.wav"/>`;
const ENDED = `<catch event="connection.disconnect"><assign name="event" expr="'hangup'"/><submit next="${PUBLIC}/ended" method="post" namelist="event"/></catch>`;
const SRGS = (rule: string) =>
  `<grammar mode="dtmf" version="1.0" type="application/srgs+xml" root="r"><rule id="r">${rule}</rule><rule id="d"><one-of>${[...Array(10).keys()].map((digit) => `<item>${digit}</item>`).join('')}</one-of></rule></grammar>`;
const FOUR = SRGS(
  '<one-of><item repeat="1-4"><ruleref uri="#d"/></item><item><item repeat="0-3"><ruleref uri="#d"/></item><item>#</item></item></one-of>',
);

const vxml = (inside: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><vxml version="2.1" xmlns="http://www.w3.org/2001/vxml" xml:lang="en-US"><property name="inputmodes" value="dtmf"/><var name="event" expr="''"/>${ENDED}<form>${inside}</form></vxml>`;
const report = (event: string, more = '') =>
  `<assign name="event" expr="'${event}'"/><submit next="${PUBLIC}/keys" method="post" namelist="event${more}"/>`;
const field = (grammar = FOUR, bargein = true) =>
  vxml(
    `<field name="digits"><property name="timeout" value="5s"/><property name="interdigittimeout" value="3000ms"/><property name="termtimeout" value="0s"/><property name="termchar" value="D"/>${grammar}<prompt bargein="${String(bargein)}">${SOUND}</prompt><filled>${report('digits', ' digits')}</filled><noinput>${report('noinput')}</noinput><nomatch>${report('nomatch')}</nomatch></field>`,
  );
const GOODBYE = vxml(`<block><prompt>${SOUND}</prompt><disconnect/></block>`);

let server: Server | undefined;
afterEach(() => void server?.close());

/** A gateway that answers each address with a document of the test. */
async function gateway(documents: Record<string, string>) {
  const seen: { path: string; method: string; form: Record<string, string> }[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      seen.push({ path, method: request.method ?? '', form: Object.fromEntries(new URLSearchParams(body)) });
      const document = documents[path] ?? (path === '/ended' ? vxml('<block><exit/></block>') : undefined);
      response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/voicexml+xml' });
      response.end(document);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const platform = { ...DEMO_PLATFORM, publicUrl: PUBLIC, gatewayUrl: () => `http://127.0.0.1:${port}` };
  const line = voicexmlStage({ platform, bankName: 'Banka Demo' }).dial('+355690000001');
  const posted = () =>
    seen
      .filter(({ path }) => path === '/keys')
      .map(({ form }) => [form['event'], form['digits']].filter((text) => text !== undefined).join(' '));
  return { line, seen, posted };
}

describe('a call in a VoiceXML browser', () => {
  it('begins with a GET, hears what is queued at the end, and reports the end', async () => {
    const { line, seen } = await gateway({ [ENTRY]: GOODBYE });
    const [heard] = await line.start();
    expect(heard).toMatchObject({ parts: [{ prompt: 'goodbye', language: 'sq' }], awaits: { kind: 'over' } });
    expect(seen.map(({ method, path }) => [method, path])).toEqual([
      ['GET', ENTRY],
      ['POST', '/ended'],
    ]);
  });

  it('runs expressions as ECMAScript, over the variables of the session', async () => {
    const entry = vxml(
      `<block><var name="ani" expr="''"/><if cond="typeof session.telephone != 'undefined'"><assign name="ani" expr="'no'"/></if><if cond="ani == '' &amp;&amp; typeof session.connection.remote != 'undefined'"><assign name="ani" expr="session.connection.remote.uri"/></if><submit next="${PUBLIC}/start" method="post" namelist="ani"/></block>`,
    );
    const { line, seen } = await gateway({ [ENTRY]: entry, '/start': GOODBYE });
    await line.start();
    expect(seen[1]?.form).toEqual({ ani: 'sip:+355690000001@sbc.bank.example' });
  });

  it('prompts of a document that fetches on are heard with the next one', async () => {
    const first = vxml(
      `<block><prompt>${SOUND}</prompt><submit next="${PUBLIC}/next" method="post" namelist="event"/></block>`,
    );
    const { line } = await gateway({ [ENTRY]: first, '/next': GOODBYE });
    expect((await line.start())[0]?.parts).toHaveLength(2);
  });
});

describe('a field', () => {
  it.each([
    ['its last digit', ['1234'], ['digits 1 2 3 4']],
    ['digits one by one', ['1', '2', '3', '4'], ['digits 1 2 3 4']],
    ['a key that ends it', ['12#'], ['digits 1 2 #']],
    ['such a key that is the first', ['#'], ['digits #']],
    ['a key that fits nothing', ['1*'], ['nomatch']],
  ])('ends by %s', async (_, presses, expected) => {
    const { line, posted } = await gateway({ [ENTRY]: field(), '/keys': field() });
    await line.start();
    for (const keys of presses) await line.press(keys);
    expect(posted()).toEqual(expected);
  });

  it('waits for the first key, then between keys, each with its own time', async () => {
    const { line, posted } = await gateway({ [ENTRY]: field(), '/keys': field() });
    await line.start();
    await line.wait(4_999);
    expect(posted()).toEqual([]);
    await line.wait(1);
    await line.press('12');
    await line.wait(2_999);
    expect(posted()).toEqual(['noinput']);
    await line.wait(1);
    expect(posted()).toEqual(['noinput', 'digits 1 2']);
  });

  it('keys typed ahead are kept, but for a prompt that cannot be interrupted', async () => {
    const kept = await gateway({ [ENTRY]: field(), '/keys': field() });
    await kept.line.start();
    await kept.line.press('12345678');
    expect(kept.posted()).toEqual(['digits 1 2 3 4', 'digits 5 6 7 8']);
    server?.close();
    const lost = await gateway({ [ENTRY]: field(), '/keys': field(FOUR, false) });
    await lost.line.start();
    await lost.line.press('12345678');
    expect(lost.posted()).toEqual(['digits 1 2 3 4']);
  });

  it.each([
    [
      '<grammar mode="dtmf" type="application/grammar+regex">[0-9]{1,4}|[0-9]{0,3}[#*]</grammar>',
      '12#',
      'digits 1 2 #',
    ],
    ['<grammar mode="dtmf" type="application/grammar+regex">..</grammar>', '1#', 'digits 1 #'],
    ['<grammar mode="dtmf" src="builtin:dtmf/digits?length=2"/>', '12', 'digits 1 2'],
    ['<grammar mode="dtmf" src="builtin:dtmf/digits?minlength=1;maxlength=3"/>', '1*', 'nomatch'],
  ])('takes the other kinds of grammar: %s', async (grammar, keys, expected) => {
    const { line, posted } = await gateway({ [ENTRY]: field(grammar), '/keys': GOODBYE });
    await line.start();
    await line.press(keys);
    expect(posted()).toEqual([expected]);
  });
});

describe('what no browser puts up with', () => {
  it.each([
    ['an element it does not know', vxml('<subdialog/>'), DocumentRefused],
    ['an attribute it does not know', vxml('<block><disconnect reason="x"/></block>'), DocumentRefused],
    ['digits in an address', vxml('<block><submit next="/x" method="get" namelist="event"/></block>'), DocumentRefused],
    ['a document without its declaration', '<vxml/>', DocumentRefused],
    [
      'a variable that is not declared',
      vxml(`<block><submit next="${PUBLIC}/x" method="post" namelist="no"/></block>`),
      FetchFailed,
    ],
    [
      'a document that leads nowhere',
      vxml(`<block><submit next="${PUBLIC}/nowhere" method="post" namelist="event"/></block>`),
      FetchFailed,
    ],
    [
      'an address that is not the bank’s',
      vxml('<block><submit next="https://evil.example/" method="post" namelist="event"/></block>'),
      FetchFailed,
    ],
    [
      'a circle of documents',
      vxml(`<block><submit next="${PUBLIC}${ENTRY}" method="post" namelist="event"/></block>`),
      FetchFailed,
    ],
    ['a time without its unit', field().replace('3000ms', '3'), DocumentRefused],
    ['a grammar it cannot read', field('<grammar mode="dtmf" type="text/plain">1</grammar>'), GrammarRefused],
    ['a key that is none', field(SRGS('<item>x</item>')), GrammarRefused],
  ])('%s', async (_, document, error) => {
    const { line } = await gateway({ [ENTRY]: document });
    await expect(line.start().then(() => line.press('1'))).rejects.toThrow(error);
  });
});
