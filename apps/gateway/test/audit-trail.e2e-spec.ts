import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoCards, demoClients, startBank, type TestBank } from '../../../test/harness/index.js';
import { PUBLIC_URL, TwilioCaller } from './twilio-caller.js';

interface Entry extends Record<string, unknown> {
  actor: string;
  action: string;
  details: Record<string, unknown>;
}

describe('S33: what callers are given stands in the audit trail before they hear it', () => {
  let bank: TestBank;
  const { phone } = demoClients['A']!;
  const { pan, pin } = demoCards['A-credit']!;
  const toCards = ['2', '1', '1', pan, pin];

  beforeAll(async () => {
    bank = await startBank({
      services: ['auth', 'accounts', 'cards', 'notifications', 'gateway'],
      environment: { gateway: { PUBLIC_URL, VERIFY_RESPONSE_TIME_MS: '0' } },
    });
  }, 120_000);
  afterAll(() => bank.stop());

  /** Presses keys, one step after the other. @returns the last document. */
  async function call(...keys: string[]): Promise<{ heard: string; caller: TwilioCaller }> {
    const caller = new TwilioCaller(() => bank.gatewayUrl, phone);
    let heard = (await caller.dial()).body;
    for (const key of keys) heard = (await caller.press(key)).body;
    return { heard, caller };
  }
  const entries = () =>
    bank.sql<Entry>('SELECT actor, action, subject, details FROM gateway.audit_trail ORDER BY at, lane, seq');
  const GIVEN = /approved limit|limit\.approved|twenty|thousand/i;
  const UNAVAILABLE = /error\.information-unavailable|not available right now/;

  it('names the caller, the client, the item and the level; no amount, no digits of a credential', async () => {
    const { heard } = await call(...toCards, '1', '8', '2', '2');
    expect(heard).not.toMatch(UNAVAILABLE);
    const written = await entries();
    expect(written.map(({ action, details }) => [action, details['item']])).toEqual([
      ['verification.verified', undefined],
      ['information.given', 'C1'],
      ['information.given', 'A2'],
    ]);
    expect(written[1]).toMatchObject({
      actor: `caller:${phone}`,
      details: { client: demoClients['A']!.clientNumber, level: 'credit_card', number: 'OWN', place: 'M3.1' },
    });
    expect(JSON.stringify(written)).not.toContain(pan);
  });

  it('an e-mail is written down before it is asked for, and with what came of it', async () => {
    const before = (await entries()).length;
    await call(...toCards, '3');
    const written = (await entries()).slice(before).map(({ action, details }) => [action, details['item']]);
    expect(written).toEqual([
      ['verification.verified', undefined],
      ['email.asked', 'C3'],
      ['email.queued', 'C3'],
    ]);
  });

  describe('while the table cannot be written', () => {
    const unwritable = async (during: () => Promise<void>) => {
      await bank.sql('REVOKE INSERT ON gateway.audit_trail FROM gateway');
      try {
        await during();
      } finally {
        await bank.sql('GRANT INSERT ON gateway.audit_trail TO gateway');
      }
    };

    it('a verified caller is given no item, hears that it is not available, and goes on', async () => {
      const { heard, caller } = await call(...toCards);
      expect(heard).not.toMatch(UNAVAILABLE);
      const before = await entries();
      await unwritable(async () => {
        const { status, body } = await caller.press('1');
        expect([status, body]).toEqual([200, expect.stringMatching(UNAVAILABLE)]);
        expect(body).not.toMatch(GIVEN);
      });
      expect(await entries()).toEqual(before);
      expect((await caller.press('1')).body).not.toMatch(UNAVAILABLE);
    });

    it('nobody is let in, and no e-mail is sent or said to be', async () => {
      const { caller } = await call(...toCards);
      const deliveries = () => bank.sql('SELECT id FROM notifications.deliveries');
      const before = await deliveries();
      await unwritable(async () => {
        expect((await call(...toCards)).heard).toMatch(UNAVAILABLE);
        expect((await caller.press('3')).body).toMatch(/email\.failed|could not send it/);
      });
      expect(await deliveries()).toEqual(before);
    });

    it('a caller still reaches an agent', async () => {
      await unwritable(async () => {
        expect((await call('2', '0')).heard).toContain('<Dial');
      });
    });
  });
});
