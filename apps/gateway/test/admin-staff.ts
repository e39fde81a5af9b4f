import { KeyFolder } from '#libs/config';
import { serviceDatabase } from '#libs/persistence';
import { randomUUID } from 'node:crypto';
import { TOTP } from 'otpauth';
import { DataSource } from 'typeorm';
import type { TestBank } from '../../../test/harness/index.js';
import type { Role } from '../src/administration/routes/role.js';
import { signInKeys } from '../src/administration/sign-in/keys.js';
import { OneTimeCodes } from '../src/administration/sign-in/one-time-codes.js';
import { OwnTokens } from '../src/administration/sign-in/own-tokens.js';
import { Sessions } from '../src/administration/sign-in/sessions.js';
import { Staff } from '../src/administration/users/staff.js';
import { UsersRepository } from '../src/administration/users/users.repository.js';
import { GATEWAY_SCHEMA } from '../src/calls/persistence/schema.js';

/** What tests use as everybody's password. */
export const PASSWORD = 'correct horse battery staple';

/** An answer of the API, read. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

/** A member of staff who is signed in. */
export class Member {
  constructor(
    private readonly url: string,
    readonly id: string,
    readonly name: string,
    readonly token: string,
  ) {}

  get(path: string): Promise<Answer> {
    return send(this.url, 'GET', path, { token: this.token });
  }

  /** With a new Idempotency-Key, unless one is given. */
  post(path: string, body?: unknown, key: string = randomUUID()): Promise<Answer> {
    return send(this.url, 'POST', path, { token: this.token, body, key });
  }

  put(path: string, body: unknown): Promise<Answer> {
    return send(this.url, 'PUT', path, { token: this.token, body });
  }

  putFile(path: string, file: RequestInit['body']): Promise<Answer> {
    return send(this.url, 'PUT', path, { token: this.token, file });
  }

  delete(path: string): Promise<Answer> {
    return send(this.url, 'DELETE', path, { token: this.token });
  }
}

/** One request below `/admin/v1`. */
export async function send(
  url: string,
  method: string,
  path: string,
  more: {
    token?: string;
    body?: unknown;
    /** Sent as it is, in the place of a body. */
    file?: RequestInit['body'];
    key?: string;
    headers?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const response = await fetch(`${url}/admin/v1${path}`, {
    method,
    headers: {
      ...(more.token === undefined ? {} : { authorization: `Bearer ${more.token}` }),
      ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(more.file === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      ...(more.key === undefined ? {} : { 'idempotency-key': more.key }),
      ...more.headers,
    },
    ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
    ...(more.file === undefined ? {} : { body: more.file, duplex: 'half' }),
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

/** Makes members of staff for a test, past the API. */
export class TestStaff {
  readonly users: UsersRepository;
  readonly sessions: Sessions;
  private readonly tokens: OwnTokens;
  private readonly staff: Staff;

  private constructor(
    private readonly bank: TestBank,
    private readonly dataSource: DataSource,
  ) {
    const keys = signInKeys(new KeyFolder(bank.secretsDir('gateway')).secret('admin.key'));
    this.users = new UsersRepository(dataSource);
    this.sessions = new Sessions(dataSource);
    this.tokens = new OwnTokens(keys.tokens, this.sessions);
    this.staff = new Staff(this.users, new OneTimeCodes(keys.codes, 'the bank'));
  }

  static async of(bank: TestBank): Promise<TestStaff> {
    const dataSource = new DataSource(serviceDatabase(GATEWAY_SCHEMA, bank.databaseUrl('gateway'), 2));
    await dataSource.initialize();
    return new TestStaff(bank, dataSource);
  }

  /** A user who can sign in; the secret is for {@link codeFor}. */
  async create(name: string, ...roles: Role[]): Promise<{ userId: string; secret: string }> {
    return this.staff.create({ name, roles, password: PASSWORD, isSample: false, createdBy: 'a test' });
  }

  /** Somebody who is signed in already. */
  async member(name: string, ...roles: Role[]): Promise<Member> {
    const { userId } = await this.create(name, ...roles);
    return this.signedIn(userId, name);
  }

  /** Another session of somebody. */
  async signedIn(userId: string, name: string): Promise<Member> {
    const session = await this.sessions.begin(userId);
    if (!session) throw new Error('no session');
    return new Member(this.bank.adminUrl, userId, name, await this.tokens.issue(session));
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }
}

/** The code an authenticator app would show; `inSeconds`: at another time. */
export function codeFor(secret: string, inSeconds = 0): string {
  return new TOTP({ secret }).generate({ timestamp: Date.now() + inSeconds * 1_000 });
}
