import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { eventually, startBank, type TestBank } from '../../../test/harness/index.js';
import { EVERY_ROLE } from '../src/administration/routes/role.js';
import { Fuzz, type Schema } from './admin-fuzz.js';
import { type Member, TestStaff } from './admin-staff.js';

/** At least, over all operations (issue's "done when"). */
const REQUESTS = 5_000;
/** Requests under way at a time. */
const AT_ONCE = 4;

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** How a file is sent. */
const FILE = 'application/octet-stream';

/** One request, as it is sent. */
interface Shot {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

describe('the administration answers whatever it is asked', () => {
  let bank: TestBank;
  let staff: TestStaff;
  let document: Document;
  let member: Member;
  /** Another session, to be signed out again and again. */
  let leaving: Member;
  const folder = mkdtempSync(join(tmpdir(), 'uploads-'));

  beforeAll(async () => {
    bank = await startBank({
      services: ['auth', 'notifications', 'gateway'],
      data: 'empty',
      environment: { gateway: { ADMIN: 'on', ADMIN_IMPORTS_DIR: folder, ADMIN_DATABASE_CONNECTIONS: '10' } },
    });
    staff = await TestStaff.of(bank);
    const { userId } = await staff.create('fuzz', ...EVERY_ROLE);
    [member, leaving] = [await staff.signedIn(userId, 'fuzz'), await staff.signedIn(userId, 'fuzz')];
    document = (await (await fetch(`${bank.adminUrl}/admin/openapi.json`)).json()) as Document;
  }, 120_000);
  afterAll(async () => {
    await staff.close();
    await bank.stop();
    rmSync(folder, { recursive: true });
  });

  it(`${REQUESTS} requests made from the document: no 5xx, no answer outside its schema`, async () => {
    const seed = randomInt(2 ** 31);
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    const fuzz = new Fuzz(document.components.schemas);
    const judge = judgeOf(document);
    const each = Math.ceil(REQUESTS / operations.length);
    /** What went wrong, with the first request it went wrong with. */
    const wrong = new Map<string, unknown>();
    const statuses = new Map<string, number>();
    const shots: { shot: Shot; method: string; operation: Operation }[] = [];
    for (const { path, method, operation } of operations) {
      const made = fc.sample(shotsAt(fuzz, { path, method, operation }), { numRuns: each, seed });
      shots.push(...made.map((shot) => ({ shot, method, operation })));
      // The bank runs in this process, and has connections to keep alive.
      await pause();
    }
    // Connections are made before the rush.
    await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => member.get('/me')));
      return answers.every(({ status }) => status === 200);
    }, 30_000);
    let next = 0;
    const worker = async () => {
      for (let taken = shots[next++]; taken; taken = shots[next++]) {
        const { shot, method, operation } = taken;
        const answer = await fetch(`${bank.adminUrl}/admin/v1${shot.path}`, {
          method: method.toUpperCase(),
          headers: {
            authorization: `Bearer ${(operation.operationId === 'signOut' ? leaving : member).token}`,
            ...shot.headers,
          },
          ...(shot.body === undefined ? {} : { body: shot.body }),
        });
        const body: unknown = await answer.json();
        const why = judge(operation, answer.status, answer.headers.get('content-type') ?? '', body);
        const key = `${Math.floor(answer.status / 100)}xx`;
        statuses.set(key, (statuses.get(key) ?? 0) + 1);
        if (answer.status < 500 && why === undefined) continue;
        const kind = `${operation.operationId} ${answer.status} ${why ?? ''}`;
        if (!wrong.has(kind)) wrong.set(kind, { seed, shot, body });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect([...wrong]).toEqual([]);
    expect(shots.length).toBeGreaterThanOrEqual(REQUESTS);
    // Neither all refused nor all taken: both kinds of values reached what is behind the reading.
    expect(statuses.get('2xx')).toBeGreaterThan(REQUESTS / 20);
    expect(statuses.get('4xx')).toBeGreaterThan(REQUESTS / 4);
  }, 170_000);
});

/** Requests of one operation: everything right, or one part of it wrong. */
function shotsAt(
  fuzz: Fuzz,
  { path, method, operation: { parameters = [], requestBody } }: { path: string; method: string; operation: Operation },
): fc.Arbitrary<Shot> {
  const bodySchema = requestBody?.content['application/json']?.schema;
  const takesFile = requestBody?.content[FILE] !== undefined;
  const raw = fc.constantFrom(
    '',
    '{',
    '[]',
    '"x"',
    'null',
    '{"a":1}{',
    '\u0000',
    '{"__proto__":{}}',
    '[['.repeat(1_000),
  );
  const values = (place: string, isWrong: boolean) =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter((parameter) => parameter.in === place)
          .map(({ name, schema }) => [name, isWrong ? fuzz.malformed(schema) : fuzz.valid(schema)]),
      ),
    );
  const body = (isWrong: boolean) =>
    takesFile
      ? fc.constantFrom('', '{}', 'sourceId,pin\n1,4826\n', 'x'.repeat(isWrong ? 70_000 : 60))
      : bodySchema === undefined
        ? fc.constant(undefined)
        : isWrong
          ? fuzz.malformed(bodySchema)
          : fuzz.valid(bodySchema);
  return fc.oneof(
    ...['right', 'right', 'params', 'query', 'body', 'headers', 'raw'].map((spoilt) =>
      fc
        .record({
          params: values('path', spoilt === 'params'),
          query: values('query', spoilt === 'query'),
          kept: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
          value: body(spoilt === 'body'),
          raw,
        })
        .map((given) => shotOf(path, { ...given, spoilt, mayHaveBody: method !== 'get', takesFile })),
    ),
  );
}

function shotOf(
  path: string,
  given: {
    params: Record<string, unknown>;
    query: Record<string, unknown>;
    kept: readonly boolean[];
    value: unknown;
    raw: string;
    spoilt: string;
    mayHaveBody: boolean;
    takesFile: boolean;
  },
): Shot {
  const { params, query, kept, value, raw, spoilt } = given;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(wellFormed(params[name])));
  const chosen = Object.entries(query).filter(
    (_, index) => spoilt !== 'right' || path === '/statistics' || kept[index],
  );
  const search = new URLSearchParams(
    Object.fromEntries(chosen.map(([name, one]) => [name, wellFormed(one)])),
  ).toString();
  const text =
    spoilt === 'raw'
      ? raw
      : value === undefined
        ? undefined
        : given.takesFile
          ? (value as string)
          : JSON.stringify(value);
  const type = given.takesFile ? FILE : 'application/json';
  return {
    path: search === '' ? filled : `${filled}?${search}`,
    headers: {
      ...(text === undefined ? {} : { 'content-type': spoilt === 'headers' ? 'text/plain' : type }),
      'idempotency-key': spoilt === 'headers' ? 'x' : randomUUID(),
    },
    // A request that is read cannot have a body.
    body: text === undefined || text === '' || !given.mayHaveBody ? undefined : text,
  };
}

const wellFormed = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed().slice(0, 1_000);

/** Says what of an answer is not in the document. */
function judgeOf(document: Document) {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'document', ...document });
  const compiled = new Map<string, ReturnType<Ajv2020['compile']>>();
  return (
    { operationId, responses }: Operation,
    status: number,
    contentType: string,
    body: unknown,
  ): string | undefined => {
    const content = responses[String(status)]?.content;
    if (!content) return `status ${status} is not in the document`;
    const type = contentType.split(';')[0] ?? '';
    const schema = content[type]?.schema;
    if (!schema) return `${contentType} is not in the document`;
    const key = `${operationId} ${status}`;
    let validate = compiled.get(key);
    if (!validate) {
      const pointed = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as Schema;
      validate = ajv.compile(pointed as object);
      compiled.set(key, validate);
    }
    return validate(body) ? undefined : ajv.errorsText(validate.errors);
  };
}
