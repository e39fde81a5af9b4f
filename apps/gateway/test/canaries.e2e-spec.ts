import { BUS_USERS, type BusUser } from '#libs/contracts';
import { connectToBus } from '#libs/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { createHash } from 'node:crypto';
import { demoCards, demoClients, NOBODYS_PHONE, startBank, type TestBank } from '../../../test/harness/index.js';
import { PLATFORM_RIGHTS } from '../../../tools/nats/rights.js';
import { PUBLIC_URL, TwilioCaller } from './twilio-caller.js';

/** Ways a card number could be written by mistake. */
const writingsOf = (pan: string) => [
  pan,
  Buffer.from(pan).toString('base64').replace(/=+$/, ''),
  Buffer.from(pan).toString('hex'),
  ...(['hex', 'base64'] as const).map((encoding) => createHash('sha256').update(pan).digest(encoding)),
  pan.replace(/(\d{4})(?=\d)/g, '$1 '),
];

/** A PIN as a value of its own; four digits inside a longer number are chance. */
const aloneAs = (pin: string) => new RegExp(`(?<![0-9A-Za-z+/_.-])${pin}(?![0-9A-Za-z+/_.-])`);

describe('S32: canary card numbers and PINs stay where they belong', () => {
  let bank: TestBank;
  const bus: string[] = [];
  const answers: string[] = [];
  /** What a thief hears who took one key of the bus and listens to all it opens (F37). */
  const heardWith = new Map<BusUser, string[]>(BUS_USERS.map((user) => [user, []]));
  const thieves: NatsConnection[] = [];
  const cards = ['A-credit', 'A-debit', 'B-debit', 'G-credit-1', 'G-blocked'].map((key) => demoCards[key]!);

  beforeAll(async () => {
    const environment = { gateway: { PUBLIC_URL, VERIFY_RESPONSE_TIME_MS: '0', LOG_LEVEL: 'trace' } };
    bank = await startBank({ services: ['auth', 'accounts', 'cards', 'notifications', 'gateway'], environment });
    // Everything that crosses the bus, as an eavesdropper with every right would see it.
    bank.bus.subscribe('>', { callback: (_error, message) => void bus.push(`${message.subject} ${message.string()}`) });
    await bank.bus.flush();
    for (const user of BUS_USERS) await listenWithKeyOf(user);
    await everyKindOfCall();
  }, 120_000);
  afterAll(async () => {
    await Promise.all(thieves.map((thief) => thief.close()));
    await bank.stop();
  });

  async function listenWithKeyOf(user: BusUser): Promise<void> {
    const thief = await connectToBus(bank.accessOf(user), 'thief');
    thieves.push(thief);
    const everything = PLATFORM_RIGHTS.flatMap(({ publish, subscribe }) => [...publish, ...subscribe]);
    for (const subject of new Set([...everything, '>', '_INBOX.>', '$SYS.>'])) {
      const callback = (error: Error | null, message: { subject: string; string: () => string }) => {
        if (error === null) heardWith.get(user)?.push(`${message.subject} ${message.string()}`);
      };
      thief.subscribe(subject, { callback });
    }
    await thief.flush();
  }

  async function call(from: string, keys: readonly string[]): Promise<void> {
    const caller = new TwilioCaller(() => bank.gatewayUrl, from);
    answers.push((await caller.dial()).body);
    for (const key of keys) answers.push((await caller.press(key)).body);
    await caller.hangUp();
  }

  /** Right and wrong, own and foreign, half typed and mistyped; with each service failing in turn. */
  async function everyKindOfCall(): Promise<void> {
    const into = ['2', '1', '1'];
    await bank.importDemo();
    for (const { pan, pin, ownerKey } of cards)
      await call(demoClients[ownerKey]!.phone, [...into, pan, pin, '1', '7', '2']);
    for (const { pan, pin } of cards.slice(0, 3)) await call(NOBODYS_PHONE, [...into, pan, pin]);
    const { pan, pin, ownerKey } = cards[0]!;
    const phone = demoClients[ownerKey]!.phone;
    await call(phone, [...into, pan, '9999', pan.slice(0, 15), `${pan}${pin}`, pan]);
    for (const service of ['cards', 'accounts', 'auth'] as const) {
      await bank.stopService(service);
      await call(phone, [...into, pan, pin, '1']);
      await bank.startService(service);
    }
    // Errors inside auth: its table of tries is away.
    await bank.sql('ALTER TABLE auth.card_tries RENAME TO card_tries_away');
    await call(phone, [...into, pan, pin]);
    await bank.sql('ALTER TABLE auth.card_tries_away RENAME TO card_tries');
  }

  async function everyRow(): Promise<string> {
    const tables = await bank.sql<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(10);
    const rows = await Promise.all(
      tables.map(({ name }) => bank.sql<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`)),
    );
    return rows
      .flat()
      .map(({ row }) => row)
      .join('\n');
  }

  it('the calls were what they should be: some verified, some refused, some failed', async () => {
    const outcomes = await bank.sql<{ outcome: string }>(
      `SELECT DISTINCT outcome FROM gateway.call_log WHERE event = 'verification'`,
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['verified', 'refused', 'unavailable']),
    );
    expect(bus.some((message) => message.startsWith('auth.v1.credential.verify '))).toBe(true);
  });

  it.each(cards.map(({ lastFour, pan, pin }) => [lastFour, pan, pin] as const))(
    'card ending %s: neither number nor PIN in logs, tables, answers or on the bus',
    async (_, pan, pin) => {
      const places = {
        logs: bank.logs.text(),
        tables: await everyRow(),
        answers: answers.join('\n'),
        bus: bus.join('\n'),
        'bus with a stolen key': [...heardWith.values()].flat().join('\n'),
      };
      for (const [place, text] of Object.entries(places)) {
        expect([place, text.length > 1_000]).toEqual([place, true]);
        for (const writing of writingsOf(pan)) expect([place, text.includes(writing)]).toEqual([place, false]);
        expect([place, aloneAs(pin).exec(text)?.[0]]).toEqual([place, undefined]);
      }
    },
  );

  it.each(PLATFORM_RIGHTS.map(({ user, subscribe }) => [user, subscribe] as const))(
    'S25, F37: who steals the key of %s hears its own subjects and nothing else of all that was said',
    (user, subscribe) => {
      const isOwn = (subject: string) => subscribe.includes(subject) || subject.startsWith(`_INBOX_${user}.`);
      const subjectsOf = (messages: readonly string[]) => [
        ...new Set(messages.map((text) => text.split(' ')[0] ?? '')),
      ];
      const heard = subjectsOf(heardWith.get(user) ?? []);
      expect(heard.sort()).toEqual(subjectsOf(bus).filter(isOwn).sort());
      expect(subjectsOf(bus).every(isOwn)).toBe(false);
    },
  );
});
