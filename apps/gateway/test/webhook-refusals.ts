import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { NetworkName } from '../src/telephony/provider-settings.js';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { type Answer, sendWebhook, type Webhook } from './webhook.js';

/** Where the provider would reach the gateway: what is signed, not what is called. */
export const PUBLIC_URL = 'https://ivr.bank.example';

/** Stands in every refused request; must be in no answer and in no log line. */
export const CANARY = '4917300800000000';

/** One call of a provider: builds its requests as the provider signs them, and sends nothing itself. */
export interface AttackedCall {
  /** The request that begins the call. */
  dialling(): Webhook;
  /** The request that presses keys where the last answer awaits them. */
  pressing(keys: string): Webhook;
  /** The request that tells the end of the call. */
  hangingUp(): Webhook;
  /** Takes the document of an answer, so that `pressing` is about its step. */
  take(document: string): void;
}

/** What one provider adds to the attacks that are the same for all. */
export interface Attack<Call extends AttackedCall> {
  /** Settings of the gateway besides `PUBLIC_URL` and the provider's name. */
  environment?: Record<string, string>;
  /** A call of that number, with which nothing was sent yet; `name` is the caller's, where the provider tells one. */
  call(from: string, name?: string): Call;
  /** What must be refused with which status, made from a call that awaits a key; {@link CANARY} where digits are keyed. */
  refused: readonly (readonly [what: string, status: number, webhook: (call: Call) => Webhook])[];
  /** A first request that is made up; another one each time. */
  forged(): Webhook;
  /** Whether a signature covers the body, so that no byte of it can be changed (F33). */
  signsBody: boolean;
  /** Content types that are none of the provider's. */
  wrongTypes?: readonly string[];
  /** What stands in a document besides texts; for XML the names of its elements and attributes. */
  shapeOf?: (document: string) => readonly string[];
}

/** A bank with nothing but a gateway, and a call in it that awaits a key. */
class Scene<Call extends AttackedCall> {
  private running: { bank: TestBank; call: Call } | undefined;

  constructor(
    private readonly provider: NetworkName,
    private readonly attack: Attack<Call>,
  ) {}

  async open(): Promise<void> {
    const gateway = { PUBLIC_URL, TELEPHONY_PROVIDERS: this.provider, ...this.attack.environment };
    const bank = await startBank({ services: ['gateway'], data: 'empty', environment: { gateway } });
    const call = this.attack.call('+355690000001');
    this.running = { bank, call };
    await this.go(call, call.dialling());
    await this.go(call, call.pressing('2'));
  }

  async close(): Promise<void> {
    await this.running?.bank.stop();
  }

  get bank(): TestBank {
    return this.parts.bank;
  }
  get call(): Call {
    return this.parts.call;
  }

  send(webhook: Webhook): Promise<Answer> {
    return sendWebhook(this.bank.gatewayUrl, webhook);
  }

  /** Sends what must be accepted, and goes on from its answer. */
  async go(call: Call, webhook: Webhook): Promise<Answer> {
    const answer = await this.send(webhook);
    if (answer.status !== 200) throw new Error(`${webhook.path} was answered with ${answer.status}`);
    call.take(answer.body);
    return answer;
  }

  /** Everything the gateway stores. */
  tables(): Promise<unknown[]> {
    return this.bank
      .sql(`SELECT 'call', c::text FROM gateway.calls c UNION ALL SELECT 'log', l::text FROM gateway.call_log l
                          UNION ALL SELECT 'complaint', k::text FROM gateway.complaints k ORDER BY 1, 2`);
  }

  private get parts(): { bank: TestBank; call: Call } {
    if (!this.running) throw new Error('the bank is not running');
    return this.running;
  }
}

/**
 * Everything a stranger may send instead of a provider (S19–S23): refused, told in one line of the log that repeats
 * nothing, and nothing is changed by it. What is a scheme's own is in the table of {@link Attack.refused}.
 */
export function refusesStrangers<Call extends AttackedCall>(provider: NetworkName, attack: Attack<Call>): void {
  describe(`S19, S20: what ${provider} did not send, or not like this, changes nothing`, () => {
    const scene = new Scene(provider, attack);
    beforeAll(() => scene.open(), 60_000);
    afterAll(() => scene.close());

    refusesEach(scene, [...attack.refused, ...refusedEverywhere(provider, attack)]);
    refusesForged(scene, attack);
    if (attack.signsBody) refusesAltered(scene);
    isNotReplayed(scene, attack);
    isNotInjected(scene, attack);

    it('nothing that was refused is in a log line, and each refusal is one', () => {
      const lines = scene.bank.logs.lines.filter((line) => line.includes('"event":"webhook-refused"'));
      expect(lines.length).toBeGreaterThan(1_000);
      expect(scene.bank.logs.text()).not.toContain(CANARY);
      expect(scene.bank.logs.text()).not.toContain(scene.call.pressing('1').path);
      for (const line of lines)
        expect(LINE_FIELDS).toEqual(expect.arrayContaining(Object.keys(JSON.parse(line) as object)));
    });

    it('the call was not disturbed by any of it', async () => {
      expect((await scene.send(scene.call.pressing('1'))).status).toBe(200);
    });
  });
}

const LINE_FIELDS = ['level', 'time', 'app', 'event', 'reason', 'parameter', 'msg'];

type Refused<Call> = Attack<Call & AttackedCall>['refused'][number];

function refusedEverywhere<Call extends AttackedCall>(provider: NetworkName, attack: Attack<Call>): Refused<Call>[] {
  const { wrongTypes = ['application/json', 'text/plain'] } = attack;
  const valid = (call: Call) => call.pressing(CANARY);
  return [
    ...wrongTypes.map((type): Refused<Call> => {
      const typed = (call: Call) => ({ ...valid(call), headers: { ...valid(call).headers, 'content-type': type } });
      return [type, 415, typed];
    }),
    [
      'more than 64 KB',
      413,
      (call) => ({ ...valid(call), body: `${valid(call).body.toString()}${'x'.repeat(66_000)}` }),
    ],
    ['an address there is not', 404, (call) => ({ ...valid(call), path: `/telephony/${provider}/anything` })],
    ['PUT', 404, (call) => ({ ...valid(call), method: 'PUT' })],
  ];
}

function refusesEach<Call extends AttackedCall>(scene: Scene<Call>, refused: readonly Refused<Call>[]): void {
  it.each(refused)('%s: %i', async (_what, status, webhook) => {
    const before = await scene.tables();
    const answer = await scene.send(webhook(scene.call));
    expect(answer.status).toBe(status);
    if ([400, 401, 403, 409].includes(status)) expect(answer.body).toBe('');
    expect(answer.body).not.toContain(CANARY);
    expect(await scene.tables()).toEqual(before);
  });

  it('GET is no webhook', async () => {
    const before = await scene.tables();
    for (const webhook of [scene.call.dialling(), scene.call.pressing(CANARY), scene.call.hangingUp()]) {
      const { 'content-type': _type, ...headers } = webhook.headers;
      const path = `${webhook.path}?${webhook.body.toString()}`;
      expect((await scene.send({ method: 'GET', path, headers, body: '' })).status).toBe(404);
    }
    expect(await scene.tables()).toEqual(before);
  });
}

function refusesForged<Call extends AttackedCall>(scene: Scene<Call>, attack: Attack<Call>): void {
  it('F32: 1,000 forged requests: none is accepted, no row is written', async () => {
    const before = await scene.tables();
    const statuses = new Set<number>();
    for (let sent = 0; sent < 1_000; sent += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => scene.send(attack.forged())));
      for (const { status } of answers) statuses.add(status);
    }
    expect([...statuses].filter((status) => status !== 401 && status !== 403)).toEqual([]);
    expect(await scene.tables()).toEqual(before);
  }, 60_000);
}

function refusesAltered<Call extends AttackedCall>(scene: Scene<Call>): void {
  it('F33: a valid request with any one byte changed is refused', async () => {
    const valid = scene.call.pressing('9');
    const body = Buffer.from(valid.body);
    const before = await scene.tables();
    const statuses: number[] = [];
    for (let index = 0; index < body.length; index += 1) {
      // One bit after the other, and the one between small and capital letters, in which an escape still reads alike.
      const altered = [index % 8, 5].map((bit) => {
        const bytes = Buffer.from(body);
        bytes.writeUInt8((bytes[index] ?? 0) ^ (1 << bit), index);
        return scene.send({ ...valid, body: bytes });
      });
      statuses.push(...(await Promise.all(altered)).map(({ status }) => status));
    }
    expect(statuses).toHaveLength(body.length * 2);
    expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
    expect(await scene.tables()).toEqual(before);
  }, 60_000);

  it('F33: a valid request that is cut off anywhere is refused', async () => {
    const valid = scene.call.pressing('9');
    const body = Buffer.from(valid.body);
    const before = await scene.tables();
    for (let length = 0; length < body.length; length += 7)
      expect((await scene.send({ ...valid, body: body.subarray(0, length) })).status).toBeGreaterThanOrEqual(400);
    expect(await scene.tables()).toEqual(before);
  });
}

function isNotReplayed<Call extends AttackedCall>(scene: Scene<Call>, attack: Attack<Call>): void {
  it('F34: captured requests again, at once, after their step, and after the call: the stored answer or a refusal', async () => {
    const call = attack.call('+355690000002');
    const captured: { webhook: Webhook; answer: Answer }[] = [];
    const capture = async (webhook: Webhook) => {
      captured.push({ webhook, answer: await scene.go(call, webhook) });
      expect(await scene.send(webhook)).toEqual(captured.at(-1)?.answer);
    };
    await capture(call.dialling());
    for (const keys of ['2', '1', '1']) await capture(call.pressing(keys));
    const unchanged = async () => {
      const before = await scene.tables();
      for (const { webhook, answer } of captured) {
        const again = await scene.send(webhook);
        if (again.status !== 200) expect([404, 409]).toContain(again.status);
        else if (!isOver) expect(again).toEqual(answer);
      }
      expect(await scene.tables()).toEqual(before);
    };
    let isOver = false;
    await unchanged();
    expect((await scene.send(call.hangingUp())).status).toBeLessThan(300);
    isOver = true;
    await unchanged();
  });
}

/** Fewer than the gateway has connections to the database: who waits for one too long is given to an agent. */
const AT_ONCE = 8;

function isNotInjected<Call extends AttackedCall>(scene: Scene<Call>, attack: Attack<Call>): void {
  const { shapeOf = xmlNames } = attack;
  // Not strings of fast-check's own units, for whose shrinking it lists all of Unicode: a second in each file.
  const codePoint = fc.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10_ffff }));
  const hostile = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.array(codePoint, { maxLength: 40 }).map((points) => String.fromCodePoint(...points)),
    fc.constantFrom(...['</Say><Dial>+1900</Dial>', '"/><Hangup/>', "' x='", ']]>', '<!--', '&#0;', '{{From}}']),
    fc.constantFrom(...['?X-Verified=yes&', ',X-Verified=yes', '%0d%0aX-Evil: 1', '\r\nX-Evil: 1', '","action":"x']),
  );

  it('S23: 1,000 hostile names and numbers of callers add nothing to a document', async () => {
    const plain = attack.call('+355690000003');
    const meant = [await scene.go(plain, plain.dialling()), await scene.go(plain, plain.pressing('2'))];
    const toAgent = await scene.go(plain, plain.pressing('0'));
    const isMeant = (answer: Answer, other: Answer | undefined) =>
      expect(shapeOf(answer.body)).toEqual(shapeOf(other?.body ?? ''));
    const texts = fc.sample(fc.tuple(hostile, hostile), { numRuns: 1_000, seed: 4 });
    let accepted = 0;
    const attempt = async ([number, name]: readonly [string, string]) => {
      const one = attack.call(number, name);
      const answer = await scene.send(one.dialling());
      if (answer.status !== 200) {
        expect(answer).toMatchObject({ status: 400, body: '' });
        return;
      }
      isMeant(answer, meant[0]);
      one.take(answer.body);
      // What an agent is shown holds the number; one in twenty goes so far.
      if (++accepted % 20 !== 0) return;
      isMeant(await scene.go(one, one.pressing('2')), meant[1]);
      isMeant(await scene.go(one, one.pressing('0')), toAgent);
    };
    for (let index = 0; index < texts.length; index += AT_ONCE)
      await Promise.all(texts.slice(index, index + AT_ONCE).map(attempt));
    expect(accepted).toBeGreaterThan(100);
  }, 60_000);
}

/** Names of elements and attributes, in their order; a bracket that is none of theirs shows as one. */
function xmlNames(document: string): string[] {
  const tags = /<([/?]?[\w:-]+)((?: [\w:-]+="[^"<]*")*)\s?[/?]?>/g;
  const names = [...document.matchAll(tags)].map(([, name = '', attributes = '']) =>
    [name, ...[...attributes.matchAll(/ ([\w:-]+)=/g)].map(([, attribute]) => attribute)].join(' '),
  );
  return [...names, ...(document.replaceAll(tags, '').match(/[<>]/g) ?? [])];
}
