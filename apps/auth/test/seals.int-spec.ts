import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CallGrantsRevoked, type ErrorCodeOf, ReleaseLock, VerifyCredential } from '#libs/contracts';
import { RequestRefused } from '#libs/messaging';
import { boxKeyPair, Sealer } from '#libs/sealing';
import { KeyFolder } from '#libs/config';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { PinVerifier } from '../src/domain/pin-verifier.js';
import { eventually } from '../../../test/harness/eventually.js';
import { demoCards, demoClients, startBank, type TestBank } from '../../../test/harness/index.js';
import { sealerOf, TestCall, type VerificationRequest, wrongPin } from './test-call.js';

/** Counts what is computed, and holds comparisons back while a test wants them to wait. */
const check = {
  computations: 0,
  held: undefined as Promise<void> | undefined,
  over: (own: PinVerifier): PinVerifier => ({
    compare: async (...given) => {
      check.computations++;
      await check.held;
      return own.compare(...given);
    },
    pretend: async (turn) => {
      check.computations++;
      return own.pretend(turn);
    },
  }),
};

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['auth'], auth: { pinVerifier: check.over } });
}, 120_000);
afterAll(() => bank.stop());
beforeEach(async () => {
  Object.assign(check, { computations: 0, held: undefined });
  await bank.sql('TRUNCATE auth.verification_attempts, auth.caller_numbers');
  await bank.sql('UPDATE auth.card_tries SET consecutive = 0, total = 0, locked_until = NULL');
});

const A = demoClients['A']!;
const card = demoCards['A-credit']!;
const call = (from = A.phone) => new TestCall(bank, from);
const ask = (request: VerificationRequest) => bank.ask(VerifyCredential, request);
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'answered',
    (error: unknown) => {
      if (error instanceof RequestRefused) return error.code as ErrorCodeOf<typeof VerifyCredential>;
      throw error;
    },
  );
const traces = async () => (await bank.sql('SELECT command_id FROM auth.verification_attempts')).length;

describe('S6: a card number or PIN opens once, in its own call, soon, from the gateway', () => {
  it('is refused in another call', async () => {
    const request = call().cardRequest(card, card.pin);
    expect(await codeOf(ask({ ...request, callId: randomUUID() }))).toBe('SEAL_REFUSED');
    expect(await traces()).toBe(0);
  });

  it('is refused with another command: a replay', async () => {
    const request = call().cardRequest(card, card.pin);
    expect(await ask(request)).toMatchObject({ outcome: 'verified' });
    expect(await codeOf(ask({ ...request, commandId: randomUUID() }))).toBe('SEAL_REFUSED');
    expect(check.computations).toBe(1);
  });

  it('is refused with another command when only one of the two seals is old', async () => {
    const once = call();
    const first = once.cardRequest(card, wrongPin(card));
    await ask(first);
    const { credential } = first;
    if (credential.kind !== 'card') throw new Error('not a card');
    const withFreshPin = once.request({ ...credential, sealedPin: once.seal('pin', card.pin) });
    expect(await codeOf(ask(withFreshPin))).toBe('SEAL_REFUSED');
    const withFreshPan = once.request({ ...credential, sealedPan: once.seal('pan', card.pan) });
    expect(await codeOf(ask(withFreshPan))).toBe('SEAL_REFUSED');
    expect(check.computations).toBe(1);
  });

  it('of 20 replays at once under other commands none is answered besides the first', async () => {
    const request = call().cardRequest(card, card.pin);
    const codes = await Promise.all(
      Array.from({ length: 20 }, () => codeOf(ask({ ...request, commandId: randomUUID() }))),
    );
    expect(codes.filter((code) => code === 'answered')).toHaveLength(1);
    expect(codes.filter((code) => code === 'SEAL_REFUSED')).toHaveLength(19);
    expect(check.computations).toBe(1);
  });

  it.each([
    ['a PIN', 31_000, 0, 'SEAL_REFUSED'],
    ['a PIN', 25_000, 0, 'answered'],
    ['a card number that waited for its PIN', 0, 240_000, 'answered'],
    ['a card number', 0, 301_000, 'SEAL_REFUSED'],
  ])('%s sealed %d ms (PIN) or %d ms (card number) ago: %s', async (_, pinAgeMs, panAgeMs, expected) => {
    const once = call();
    const sealedPan = once.seal('pan', card.pan, new Date(Date.now() - panAgeMs));
    const sealedPin = once.seal('pin', card.pin, new Date(Date.now() - pinAgeMs));
    expect(await codeOf(ask(once.request({ kind: 'card', sealedPan, sealedPin })))).toBe(expected);
  });

  it('is refused when one is taken for the other, or holds something else', async () => {
    const once = call();
    const refused = [
      once.request({ kind: 'card', sealedPan: once.seal('pin', card.pan), sealedPin: once.seal('pin', card.pin) }),
      once.request({ kind: 'card', sealedPan: once.seal('pan', card.pan), sealedPin: once.seal('pan', card.pin) }),
      once.request({ kind: 'card', sealedPan: once.seal('pan', card.pan), sealedPin: once.seal('pin', '48 6') }),
      once.request({
        kind: 'card',
        sealedPan: once.seal('pan', '411111111111111'),
        sealedPin: once.seal('pin', '4826'),
      }),
      once.request({ kind: 'clientNumber', sealedClientNumber: once.seal('clientNumber', "1' OR 1=1") }),
    ];
    for (const request of refused) expect(await codeOf(ask(request))).toBe('SEAL_REFUSED');
    expect(await traces()).toBe(0);
  });

  it('is refused from any other sender, the importer among them, and 200 altered ones are too', async () => {
    const keys = new KeyFolder(bank.secretsDir('gateway'));
    const stranger = new Sealer(
      { keyId: 'seal-1', publicKey: keys.publicKey('seal-1.pub') },
      boxKeyPair(randomBytes(32)).secretKey,
    );
    for (const sealer of [stranger, sealerOf(bank, 'importer')]) {
      const forged = new TestCall(bank, A.phone, 'full', sealer).cardRequest(card, card.pin);
      expect(await codeOf(ask(forged))).toBe('SEAL_REFUSED');
    }
    const request = call().cardRequest(card, card.pin);
    for (let i = 0; i < 200; i++) expect(await codeOf(ask(altered(request)))).toBe('SEAL_REFUSED');
    expect(await ask(request)).toMatchObject({ outcome: 'verified' });
  }, 30_000);

  it('another spelling of the same bytes is the same seal', async () => {
    const request = call().cardRequest(card, wrongPin(card));
    await ask(request);
    const { credential } = request;
    if (credential.kind !== 'card') throw new Error('not a card');
    const respelled = {
      ...credential,
      sealedPan: respell(credential.sealedPan),
      sealedPin: respell(credential.sealedPin),
    };
    expect(await codeOf(ask({ ...request, commandId: randomUUID(), credential: respelled }))).not.toBe('answered');
  });

  function altered(request: VerificationRequest): VerificationRequest {
    if (request.credential.kind !== 'card') throw new Error('not a card');
    const bytes = Buffer.from(request.credential.sealedPin, 'base64');
    const at = randomInt(bytes.length);
    bytes[at] = bytes[at]! ^ (1 << randomInt(8));
    const sealedPin = bytes.toString('base64');
    return { ...request, commandId: randomUUID(), credential: { ...request.credential, sealedPin } };
  }
  /** base64 may end in bits that mean nothing. */
  function respell(text: string): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const last = text.replace(/=+$/, '').length - 1;
    if (!text.endsWith('=')) return text;
    return `${text.slice(0, last)}${alphabet[alphabet.indexOf(text[last]!) + 1]!}${text.slice(last + 1)}`;
  }
});

describe('S28: the same command has one effect and gets its first answer again', () => {
  it('a verified one gets the same grant, byte for byte, and no grant is stored', async () => {
    const request = call().cardRequest(card, card.pin);
    const first = await ask(request);
    if (first.outcome !== 'verified') throw new Error(first.outcome);
    expect(await ask(request)).toEqual(first);
    expect(check.computations).toBe(1);
    const rows = await bank.sql<{ text: string }>('SELECT a::text AS text FROM auth.verification_attempts a');
    expect(rows.map(({ text }) => text).join()).not.toContain(first.grant.split('.')[2]);
  });

  it('gets it also when the gateway seals anew, as it does when a step is tried again', async () => {
    const once = call();
    const request = once.cardRequest(card, wrongPin(card));
    const first = await ask(request);
    const again = await ask({ ...once.cardRequest(card, card.pin), commandId: request.commandId });
    expect(again).toEqual(first);
    expect(again).toEqual({ outcome: 'refused', attemptsLeft: 2 });
    expect(check.computations).toBe(1);
    expect(await traces()).toBe(1);
  });

  it.each(['refused', 'closed', 'minor', 'ineligible'])('a %s one is counted once', async (outcome) => {
    const D = demoClients['D']!;
    const H = demoClients['H']!;
    const once =
      outcome === 'minor'
        ? call(D.phone)
        : outcome === 'ineligible'
          ? call(H.phone)
          : call(outcome === 'closed' ? '' : A.phone);
    const key = outcome === 'minor' ? 'D-debit' : outcome === 'ineligible' ? 'H-debit' : 'A-credit';
    const of = demoCards[key]!;
    const request = once.cardRequest(of, outcome === 'refused' ? wrongPin(of) : of.pin);
    const first = await ask(request);
    expect(first.outcome).toBe(outcome);
    expect(await ask(request)).toEqual(first);
    expect(await traces()).toBe(1);
  });

  it('in another call it is refused: its grant would be that call’s', async () => {
    const request = call().cardRequest(card, card.pin);
    await ask(request);
    const elsewhere = { ...call().cardRequest(card, card.pin), commandId: request.commandId };
    expect(await codeOf(ask(elsewhere))).toBe('SEAL_REFUSED');
  });

  it('one under way is waited for and answered once it is decided', async () => {
    let release = () => {};
    check.held = new Promise((resolve) => (release = resolve));
    const request = call().cardRequest(card, card.pin);
    const first = ask(request);
    await eventually(() => check.computations === 1);
    const second = ask(request);
    release();
    expect(await second).toEqual(await first);
    expect(check.computations).toBe(1);
  });

  it('one that stays under way is said to be in progress, within the asker’s time', async () => {
    const request = call().cardRequest(card, card.pin);
    await bank.sql(
      `INSERT INTO auth.verification_attempts
         (command_id, call_id, caller_number_class, from_unregistered, credential, state)
       VALUES ($1, $2, 'OWN', false, 'card', 'pending')`,
      [request.commandId, request.callId],
    );
    const began = performance.now();
    expect(await codeOf(ask(request))).toBe('IN_PROGRESS');
    expect(performance.now() - began).toBeLessThan(VerifyCredential.timeoutMs);
    expect(check.computations).toBe(0);
  });

  it('20 of the same at once are compared once and answered alike', async () => {
    const request = call().cardRequest(card, wrongPin(card));
    const replies = await Promise.all(Array.from({ length: 20 }, () => ask(request)));
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect(check.computations).toBe(1);
    const [tries] = await bank.sql('SELECT total FROM auth.card_tries WHERE card_id = $1', [card.id]);
    expect(tries).toEqual({ total: 1 });
  });
});

describe('S18: a call that is over', () => {
  it('is told to the data services, with the moment after which no grant of it is good; twice is harmless', async () => {
    const told = bank.bus.subscribe(CallGrantsRevoked.subject, { max: 2 });
    const once = call();
    const reply = await once.card(card, card.pin);
    await once.end();
    await once.end();
    const events: unknown[] = [];
    for await (const message of told) events.push(message.json<{ data: unknown }>().data);
    expect(events[0]).toEqual(events[1]);
    const { callId, until } = CallGrantsRevoked.payload.parse(events[0]);
    expect(callId).toBe(once.callId);
    if (reply.outcome !== 'verified') throw new Error(reply.outcome);
    expect(Date.parse(until)).toBeGreaterThanOrEqual(Date.parse(reply.expiresAt));
  });

  it('is verified no more, and a repeated command opens nothing again', async () => {
    const once = call();
    const request = once.cardRequest(card, card.pin);
    expect(await ask(request)).toMatchObject({ outcome: 'verified' });
    await once.end();
    expect(await ask(request)).toEqual({ outcome: 'closed' });
    expect(await once.card(card, card.pin)).toEqual({ outcome: 'closed' });
    expect(check.computations).toBe(1);
  });

  it('that ended while a PIN was compared gets no grant; the PIN was right and clears the counter', async () => {
    let release = () => {};
    check.held = new Promise((resolve) => (release = resolve));
    const once = call();
    const asked = once.card(card, card.pin);
    await eventually(() => check.computations === 1);
    await once.end();
    release();
    expect(await asked).toEqual({ outcome: 'closed' });
    const [tries] = await bank.sql('SELECT total FROM auth.card_tries WHERE card_id = $1', [card.id]);
    expect(tries).toEqual({ total: 0 });
  });
});

it('S27: a malformed request gets a code and nothing else', async () => {
  const bad: unknown[] = [{}, null, [], { callId: 'x' }, { ...call().cardRequest(card, card.pin), commandId: '1' }];
  for (const data of bad) {
    const body = JSON.stringify({ pattern: VerifyCredential.subject, data, id: '1' });
    const message = await bank.bus.request(VerifyCredential.subject, body, { timeout: 2_000 });
    expect(message.json()).toMatchObject({ err: { code: 'BAD_REQUEST' } });
  }
  expect(
    await codeOf(
      bank.ask(ReleaseLock, { subject: { kind: 'card', cardId: randomUUID() }, reason: 'why not', releasedBy: 'x' }),
    ),
  ).toBe('NOT_FOUND');
});
