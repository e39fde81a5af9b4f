import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '#libs/config';
import { demoCards, demoClients, startBank, type TestBank } from '../../../test/harness/index.js';
import { GatewaySettings } from '../src/gateway.config.js';
import { type RunningGateway, startGateway } from '../src/start.js';
import { DatabaseInBetween } from './database-in-between.js';
import { type Answer, PUBLIC_URL, readDocument, TwilioCaller } from './twilio-caller.js';

/** The longest a caller may wait for a refusal (F8), and what the test's machine adds; milliseconds. */
const REFUSED_WITHIN_MS = 4_000 + 1_000;
/** The longest a connection to PostgreSQL is waited for (S29); milliseconds. */
const CONNECTED_WITHIN_MS = 1_000;

describe('S8: whatever fails, a signed webhook is answered 200 with a document and no digits in an address', () => {
  let bank: TestBank;
  let database: DatabaseInBetween;
  let gateway: RunningGateway;
  const { pan, pin } = demoCards['A-credit']!;
  const callFromA = () => new TwilioCaller(() => gateway.url, demoClients['A']!.phone);

  beforeAll(async () => {
    bank = await startBank({ services: ['auth', 'accounts', 'cards'] });
    database = await DatabaseInBetween.before(bank.databaseUrl('gateway'));
    const settings = readSettings(GatewaySettings, {
      ...bank.environmentOf('gateway'),
      PUBLIC_URL,
      DATABASE_URL: database.url,
    });
    gateway = await startGateway(settings, bank.logs.loggerOf('gateway'));
  }, 120_000);
  afterAll(async () => {
    await gateway.stop();
    await database.takeAway();
    await bank.stop();
  });

  const expectApology = ({ status, type, body }: Answer) => {
    expect([status, type]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(body).toMatch(/<Dial timeout="30" [^>]*><Sip>sip:general@agents\.bank\.example/);
    expect(body).toMatch(/audio\/sq\/error\.apology\.|We are sorry|Sorry/);
    expectNoDigits(body);
  };
  const expectNoDigits = (body: string) => {
    for (const digits of [pan, `/${pin}`, `=${pin}`]) expect(body).not.toContain(digits);
  };

  async function atCardNumber(): Promise<TwilioCaller> {
    const call = callFromA();
    await call.dial();
    for (const keys of ['2', '1', '1']) await call.press(keys);
    return call;
  }

  describe('PostgreSQL is away', () => {
    afterEach(() => database.giveBack());

    it('at the first webhook, at a menu, at a card number and at a PIN: apology and agent; then the call goes on', async () => {
      const entering = await atCardNumber();
      const verifying = await atCardNumber();
      await verifying.press(pan);
      await database.takeAway();
      const dialling = callFromA();
      expectApology(await dialling.dial());
      expectApology(await entering.post(entering.inputPath(), entering.parameters({ Digits: pan, FinishedOnKey: '' })));
      const pinEntry = [verifying.inputPath(), verifying.parameters({ Digits: pin, FinishedOnKey: '' })] as const;
      expectApology(await verifying.post(...pinEntry));
      expect((await entering.hangUp()).status).toBe(204);
      await database.giveBack();
      // Nothing was taken: the same event, delivered again, is taken now.
      const answer = await verifying.post(...pinEntry);
      expect(readDocument(answer.body).Gather).toBeDefined();
    });

    it('the agent of a last resort is busy: the end is told; answered: the call ends', async () => {
      await database.takeAway();
      const busy = callFromA();
      await busy.dial();
      expect((await busy.transferEnded('busy')).status).toBe(200);
      expect(busy.document).toMatchObject({ Hangup: '' });
      expect(busy.heard()).toHaveLength(2);
      const served = callFromA();
      await served.dial();
      await served.transferEnded('completed');
      expect(served.document).toEqual({ Hangup: '' });
    });

    it('F8: it hangs: the refusal comes within 4 s', async () => {
      const call = await atCardNumber();
      database.hang();
      const began = Date.now();
      expectApology(await call.post(call.inputPath(), call.parameters({ Digits: pan, FinishedOnKey: '' })));
      expect(Date.now() - began).toBeLessThan(REFUSED_WITHIN_MS);
      await database.takeAway();
    });

    it('F8: it hangs and no connection is left: a new one is tried once', async () => {
      const call = await atCardNumber();
      await database.takeAway();
      await database.giveBack();
      database.hang();
      const began = Date.now();
      expectApology(await call.post(call.inputPath(), call.parameters({ Digits: pan, FinishedOnKey: '' })));
      expect(Date.now() - began).toBeLessThan(CONNECTED_WITHIN_MS + 1_000);
      await database.takeAway();
    });
  });

  it('auth is away: self-service is not available, the card is not said to be wrong, and the rest works', async () => {
    const call = await atCardNumber();
    await call.press(pan);
    await bank.stopService('auth');
    const answer = await call.press(pin);
    await bank.startService('auth');
    expect(answer.status).toBe(200);
    expect(call.heard()[0]).toMatch(/not available right now/);
    expectNoDigits(answer.body);
    await call.press('0');
    expect(call.dialled()).toMatch(/^sip:general@/);
  });

  it('cards is away: the information is not available, and can be asked for again', async () => {
    const call = await atCardNumber();
    for (const keys of [pan, pin]) await call.press(keys);
    await bank.stopService('cards');
    const began = Date.now();
    await call.press('1');
    expect(Date.now() - began).toBeLessThan(REFUSED_WITHIN_MS);
    await bank.startService('cards');
    expect(call.heard()[0]).toMatch(/not available right now/);
    await call.press('1');
    expect(call.heard()[0]).toBe('Credit card ending in one, one, one, one.');
  });

  it('no failure wrote digits into a log line', () => {
    expect(bank.logs.text()).not.toContain(pan);
    expect(bank.logs.problems().join('')).not.toContain(`"${pin}"`);
    expect(bank.logs.problems().some((line) => line.includes('"alert":true'))).toBe(true);
  });
});
