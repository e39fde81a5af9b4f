import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import twilio from 'twilio';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { type Answer, AUTH_TOKEN, PUBLIC_URL, TwilioCaller } from './twilio-caller.js';

const ACCOUNT = 'AC00000000000000000000000000000001';
/** Stands in every refused request; must be in no log line. */
const CANARY = '4917300800000000';

describe('S19, S20: what Twilio did not sign, or not like this, changes nothing', () => {
  let bank: TestBank;
  let caller: TwilioCaller;

  beforeAll(async () => {
    const environment = { gateway: { PUBLIC_URL, TWILIO_ACCOUNT_SID: ACCOUNT } };
    bank = await startBank({ services: ['gateway'], data: 'empty', environment });
    caller = new TwilioCaller(() => bank.gatewayUrl, '+355690000001');
    await caller.dial();
    await caller.press('2');
  }, 60_000);
  afterAll(() => bank.stop());

  /** Everything the gateway stores. */
  const tables = () =>
    bank.sql(`SELECT 'call', c::text FROM gateway.calls c UNION ALL SELECT 'log', l::text FROM gateway.call_log l
              UNION ALL SELECT 'complaint', k::text FROM gateway.complaints k ORDER BY 1, 2`);

  const input = (more: Record<string, string> = {}) =>
    caller.parameters({ Digits: CANARY, FinishedOnKey: '', ...more });
  const signed = (path: string, parameters: Record<string, string>, token = AUTH_TOKEN, url = PUBLIC_URL) => ({
    'x-twilio-signature': twilio.getExpectedTwilioSignature(token, url + path, parameters),
  });
  const formOf = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString();

  type Attempt = () => Promise<Answer>;
  const REFUSED: [what: string, status: number, attempt: Attempt][] = [
    ['no signature', 403, () => caller.send(caller.inputPath(), formOf(input()), {})],
    ['an empty signature', 403, () => caller.send(caller.inputPath(), formOf(input()), { 'x-twilio-signature': '' })],
    [
      'another token',
      403,
      () => caller.send(caller.inputPath(), formOf(input()), signed(caller.inputPath(), input(), 'other-token')),
    ],
    [
      'the address of another step',
      403,
      () => caller.send(caller.inputPath(), formOf(input()), signed(caller.noInputPath(), input())),
    ],
    [
      'another host',
      403,
      () =>
        caller.send(
          caller.inputPath(),
          formOf(input()),
          signed(caller.inputPath(), input(), AUTH_TOKEN, 'https://evil.example'),
        ),
    ],
    [
      'another host that a header vouches for',
      403,
      () =>
        caller.send(caller.inputPath(), formOf(input()), {
          ...signed(caller.inputPath(), input(), AUTH_TOKEN, 'https://evil.example'),
          'x-forwarded-host': 'evil.example',
          'x-forwarded-proto': 'https',
          host: 'evil.example',
        }),
    ],
    [
      'other digits than were signed',
      403,
      () => caller.send(caller.inputPath(), formOf(input()), signed(caller.inputPath(), input({ Digits: '1' }))),
    ],
    [
      'a query nobody signed',
      403,
      () => caller.send(`${caller.inputPath()}?x=1`, formOf(input()), signed(caller.inputPath(), input())),
    ],
    [
      'the signature of an empty body',
      403,
      () => caller.send(caller.inputPath(), formOf(input()), signed(caller.inputPath(), {})),
    ],
    ['another account', 403, () => caller.post(caller.inputPath(), input({ AccountSid: ACCOUNT.replace('1', '2') }))],
    [
      'a damaged escape',
      403,
      () => caller.send(caller.inputPath(), `${formOf(input())}&X=%2`, signed(caller.inputPath(), input())),
    ],
    ['JSON', 415, () => caller.post(caller.inputPath(), input(), { 'content-type': 'application/json' })],
    ['plain text', 415, () => caller.post(caller.inputPath(), input(), { 'content-type': 'text/plain' })],
    ['a missing parameter', 400, () => caller.post(caller.inputPath(), omit(input(), 'Digits'))],
    ['letters for digits', 400, () => caller.post(caller.inputPath(), input({ Digits: 'abcd' }))],
    [
      'a shifted boundary',
      400,
      () =>
        caller.send(
          caller.inputPath(),
          formOf(input()).replace('Digits=49', 'Digit=s49'),
          signed(caller.inputPath(), input()),
        ),
    ],
    [
      'a repeated parameter',
      400,
      () =>
        caller.send(caller.inputPath(), `${formOf(input())}&Direction=inbound`, signed(caller.inputPath(), input())),
    ],
    ['an invented token', 409, () => caller.post('/telephony/twilio/calls/AAAAAAAAAAAAAAAAAAAAAA/input/1', input())],
    ['what is no token', 404, () => caller.post("/telephony/twilio/calls/'--/input/1", input())],
    ['an unknown call', 404, () => caller.post(caller.inputPath(), input({ CallSid: `CA${'9'.repeat(32)}` }))],
    ['more than 64 KB', 413, () => caller.post(caller.inputPath(), input({ CallerName: 'x'.repeat(66_000) }))],
    ['an address there is not', 404, () => caller.post('/telephony/twilio/anything', input())],
  ];

  it.each(REFUSED)('%s: %i', async (_what, status, attempt) => {
    const before = await tables();
    const answer = await attempt();
    expect(answer.status).toBe(status);
    if (status === 403 || status === 400 || status === 409) expect(answer.body).toBe('');
    expect(answer.body).not.toContain(CANARY);
    expect(await tables()).toEqual(before);
  });

  it('GET is no webhook', async () => {
    const before = await tables();
    for (const path of ['/telephony/twilio/call', caller.inputPath(), '/telephony/twilio/status']) {
      const query = `${path}?${formOf(input())}`;
      const response = await fetch(bank.gatewayUrl + query, { headers: signed(query, {}) });
      expect(response.status).toBe(404);
    }
    expect(await tables()).toEqual(before);
  });

  it('F32: 1,000 forged requests: none is accepted, no row is written', async () => {
    const before = await tables();
    const statuses = new Set<number>();
    for (let sent = 0; sent < 1_000; sent += 50) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () =>
          caller.send(
            '/telephony/twilio/call',
            formOf(caller.parameters({ CallSid: `CA${randomBytes(16).toString('hex')}` })),
            {
              'x-twilio-signature': randomBytes(20).toString('base64'),
            },
          ),
        ),
      );
      for (const { status } of answers) statuses.add(status);
    }
    expect([...statuses]).toEqual([403]);
    expect(await tables()).toEqual(before);
  }, 60_000);

  it('F33: a valid request with any one byte changed, in every bit, is refused', async () => {
    const path = caller.inputPath();
    const parameters = input({ Digits: '9', CallerName: 'Çelësi & Co', msg: 'Gather End' });
    const body = Buffer.from(formOf(parameters));
    const before = await tables();
    const statuses: number[] = [];
    for (let index = 0; index < body.length; index += 1) {
      const altered = Array.from({ length: 8 }, (_, bit) => {
        const bytes = Buffer.from(body);
        bytes[index]! ^= 1 << bit;
        return sendBytes(bank.gatewayUrl + path, bytes, signed(path, parameters));
      });
      statuses.push(...(await Promise.all(altered)));
    }
    expect(statuses).toHaveLength(body.length * 8);
    expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
    expect(await tables()).toEqual(before);
  }, 120_000);

  it('nothing that was refused is in a log line, and each refusal is one', () => {
    const lines = bank.logs.lines.filter((line) => line.includes('"event":"webhook-refused"'));
    expect(lines.length).toBeGreaterThan(1_000);
    expect(bank.logs.text()).not.toContain(CANARY);
    expect(bank.logs.text()).not.toContain(caller.inputPath());
    for (const line of lines)
      expect(Object.keys(JSON.parse(line) as object).every((name) => LINE_FIELDS.includes(name))).toBe(true);
  });

  it('the call was not disturbed by any of it', async () => {
    expect((await caller.press('1')).status).toBe(200);
    expect(caller.document.Gather).toBeDefined();
  });
});

const LINE_FIELDS = ['level', 'time', 'app', 'event', 'reason', 'parameter', 'msg'];

function omit(parameters: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).filter(([key]) => key !== name));
}

/** fetch() takes no body that is not text or would be changed; this sends it as it is. */
function sendBytes(url: string, body: Buffer, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
