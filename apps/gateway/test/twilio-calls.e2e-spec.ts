import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoCards, demoClients, startBank, type TestBank } from '../../../test/harness/index.js';
import { eventually } from '../../../test/harness/eventually.js';
import { PUBLIC_URL, readDocument, TwilioCaller } from './twilio-caller.js';

describe('calls through Twilio', () => {
  let bank: TestBank;
  const callFrom = (phone: string) => new TwilioCaller(() => bank.gatewayUrl, phone);
  const { pan, pin } = demoCards['A-credit']!;
  const phoneOfA = demoClients['A']!.phone;

  beforeAll(async () => {
    const environment = { gateway: { PUBLIC_URL, VERIFY_RESPONSE_TIME_MS: '400' } };
    bank = await startBank({ services: ['auth', 'accounts', 'cards', 'gateway'], environment });
  }, 120_000);
  afterAll(() => bank.stop());

  const row = async (call: TwilioCaller) =>
    (
      await bank.sql<Record<string, unknown>>('SELECT * FROM gateway.calls WHERE provider_call_id = $1', [call.callSid])
    )[0];

  it('SC3: A hears the limit, the available limit and the debt of the credit card, in English', async () => {
    const call = callFrom(phoneOfA);
    await call.dial();
    for (const keys of ['2', '1', '1', pan, pin]) expect((await call.press(keys)).status).toBe(200);
    expect(call.heard()[0]).toMatch(/credit card limit and debt, press one/);
    await call.press('1');
    const [card, limit, available, debt] = call.heard();
    expect(card).toBe('Credit card ending in one, one, one, one.');
    expect(limit).toMatch(/^Your credit card limit is [a-z -]+ lek\.$/);
    expect(available).toBe(
      'Your available limit is ninety-six thousand two hundred thirty-four lek and fifty qindarka.',
    );
    expect(debt).toMatch(/^The amount you owe is [a-z -]+ lek/);
    await call.press('7');
    expect(call.heard()[0]).toMatch(/credit card limit and debt, press one/);
    await call.hangUp();
    expect(await row(call)).toMatchObject({ outcome: 'completed', state: null, answer: null });
  });

  it('in Albanian the same call plays sounds from our own address', async () => {
    const call = callFrom(phoneOfA);
    await call.dial();
    for (const keys of ['1', '1', '1', pan, pin, '1']) await call.press(keys);
    expect(call.heard().every((sound) => sound.startsWith(`${PUBLIC_URL}/audio/`))).toBe(true);
    const path = call.heard()[0]!.slice(PUBLIC_URL.length);
    const sound = await fetch(bank.gatewayUrl + path);
    expect([sound.status, sound.headers.get('content-type')]).toEqual([200, 'audio/wav']);
  });

  it('S32: neither the card number nor the PIN is in a row, an address or a log line', async () => {
    const call = callFrom(phoneOfA);
    const answers = [await call.dial()];
    for (const keys of ['2', '1', '1', pan, pin, '1']) answers.push(await call.press(keys));
    const stored = JSON.stringify(
      await bank.sql('SELECT * FROM gateway.calls c, gateway.call_log l WHERE l.call_id = c.call_id'),
    );
    const found = stored + bank.logs.text() + answers.map(({ body }) => body).join('');
    expect(found).not.toContain(pan);
    expect(found).not.toContain(`"${pin}"`);
  });

  it('SC2: a lost card goes straight to an agent, with what the agent needs to know', async () => {
    const call = callFrom(phoneOfA);
    await call.dial();
    await call.press('2');
    await call.press('0');
    expect(call.dialled()).toMatch(/^sip:lost-card@agents\.bank\.example\?X-Call-Id=/);
    expect(call.dialled()).toContain('X-Intent=card.lost_or_stolen');
    await call.transferEnded('busy');
    expect(call.dialled()).toMatch(/^sip:night-desk@/);
    await call.transferEnded('completed');
    expect(call.document.Hangup).toBeDefined();
    await call.hangUp();
    expect(await row(call)).toMatchObject({ outcome: 'transferred' });
  });

  it('SC34: a transfer that fails ends in the menu; the complaint has a reference of eight digits', async () => {
    const call = callFrom(phoneOfA);
    await call.dial();
    for (const keys of ['2', '1', '3']) await call.press(keys);
    const [complaint] = await bank.sql<{ reference: string; state: string; caller_number: string }>(
      `SELECT k.* FROM gateway.complaints k JOIN gateway.calls c USING (call_id) WHERE c.provider_call_id = $1`,
      [call.callSid],
    );
    expect(complaint).toMatchObject({
      reference: expect.stringMatching(/^\d{8}$/),
      state: 'open',
      caller_number: phoneOfA,
    });
    expect(call.dialled()).toContain(`X-Reference=${complaint!.reference}`);
    await call.transferEnded('no-answer');
    expect(call.document.Gather).toBeDefined();
    expect(call.heard().join(' ')).toMatch(/could not connect you/);
  });

  it('silence three times says goodbye; both ways to report it are one event', async () => {
    const call = callFrom(phoneOfA);
    await call.dial();
    await call.press('2');
    await call.press('1');
    const path = call.noInputPath();
    await call.wait();
    // The Redirect of the same Gather, should Twilio follow it as well.
    const again = await call.post(path, call.parameters());
    expect([again.status, readDocument(again.body)]).toEqual([200, call.document]);
    await call.wait();
    await call.wait();
    expect(call.document.Hangup).toBeDefined();
    await call.hangUp();
    expect(await row(call)).toMatchObject({ outcome: 'no_input' });
  });

  it('P9: a webhook sent again gets the same bytes, and a reported end is reported in vain', async () => {
    const call = callFrom(phoneOfA);
    const first = await call.dial();
    expect(await call.dial()).toEqual(first);
    const path = call.inputPath();
    const keys = call.parameters({ Digits: '2', FinishedOnKey: '' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => call.post(path, keys)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect((await call.hangUp()).status).toBe(204);
    expect((await call.hangUp()).status).toBe(204);
    const late = await call.post(path, keys);
    expect([late.status, readDocument(late.body)]).toEqual([200, { Hangup: '' }]);
  });

  it('F4: a gateway that is stopped answers what it has begun, and the next one goes on with the call', async () => {
    const call = callFrom(phoneOfA);
    await call.dial();
    for (const keys of ['2', '1', '1', pan]) await call.press(keys);
    const answer = call.press(pin);
    // The step is stored; its answer is held back until the floor of S13.
    await eventually(async () => (await row(call))?.['step'] === 6);
    await bank.restartService('gateway');
    expect((await answer).status).toBe(200);
    expect((await call.press('1')).status).toBe(200);
    expect(call.heard()[0]).toMatch(/^Credit card ending/);
  });
});
