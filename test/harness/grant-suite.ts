import { describe, expect, it } from '@jest/globals';
import {
  CallGrantsRevoked,
  type InformationItem,
  type ReplyOf,
  type RequestContract,
  type RequestInputOf,
} from '#libs/contracts';
import { tell } from '#libs/messaging';
import { randomUUID } from 'node:crypto';
import { demoClients } from './demo-bank.js';
import { eventually } from './eventually.js';
import type { App } from '../../tools/start/apps.js';
import type { TestBank } from './start-bank.js';
import type { Proof } from './test-grants.js';

/** A request for client A's data, with a question that A's own grant answers. */
export interface GrantedRequest<C extends RequestContract = RequestContract> {
  readonly contract: C;
  /** Each of which opens it. */
  readonly items: readonly [InformationItem, ...InformationItem[]];
  readonly question: Omit<RequestInputOf<C>, keyof Proof>;
  /** What another client's valid grant gets for the same question: a refusal, or nothing. */
  readonly forOthers: 'CARD_NOT_FOUND' | ((reply: ReplyOf<C>) => unknown[]);
}

/** Keeps the types of contract and question together. */
export function granted<C extends RequestContract>(request: GrantedRequest<C>): GrantedRequest {
  return request;
}

const WORTHLESS_REQUESTS = 5_000;
/** Few enough that none waits long for one of ten connections to the database. */
const AT_ONCE = 20;

/**
 * What every service that holds clients' data must keep: S18, the end of a call, and the age of data (D46).
 * @param bank is called when a test runs; its service has A's data, confirmed a moment ago.
 */
export function itKeepsClientsData(service: App, bank: () => TestBank, requests: readonly GrantedRequest[]): void {
  const a = () => demoClients['A']!;
  const g = () => demoClients['G']!;
  const ask = (request: GrantedRequest, proof: Proof) =>
    bank().ask(request.contract, { ...request.question, ...proof });
  const setAsOf = (age: string) =>
    bank().sql(
      `INSERT INTO ${service}.data_as_of (as_of) VALUES (now() - $1::interval)
                ON CONFLICT (only_row) DO UPDATE SET as_of = EXCLUDED.as_of`,
      [age],
    );

  describe.each(requests.map((request) => [request.contract.subject, request] as const))('S18: %s', (_, request) => {
    it('answers to a grant of this call, client and item', async () => {
      await expect(ask(request, await bank().grants.for(a(), { items: [request.items[0]] }))).resolves.toBeDefined();
    });

    it('refuses every worthless grant, and does not say why', async () => {
      for (const [what, proof] of Object.entries(await bank().grants.worthless(a(), g(), ...request.items))) {
        const outcome = await ask(request, proof).then(
          () => 'answered',
          (error: unknown) => error,
        );
        expect([what, outcome]).toEqual([
          what,
          expect.objectContaining({ code: 'GRANT_REFUSED', message: 'GRANT_REFUSED' }),
        ]);
      }
    });

    it('gives nothing of one client to the valid grant of another', async () => {
      const proof = await bank().grants.for(g());
      if (request.forOthers === 'CARD_NOT_FOUND') {
        await expect(ask(request, proof)).rejects.toMatchObject({ code: 'CARD_NOT_FOUND' });
      } else {
        const own = JSON.stringify(request.forOthers(await ask(request, await bank().grants.for(a()))));
        for (const item of request.forOthers(await ask(request, proof)))
          expect(own).not.toContain(JSON.stringify(item));
      }
    });

    it('refuses a request without a grant as no request at all', async () => {
      const data = { ...request.question, callId: randomUUID() };
      const packet = JSON.stringify({ pattern: request.contract.subject, data, id: '1' });
      const reply = await bank().bus.request(request.contract.subject, packet, { timeout: 4_000 });
      expect(reply.json()).toMatchObject({ err: { code: 'BAD_REQUEST' } });
    });
  });

  it(`S18: gives 0 items in ${WORTHLESS_REQUESTS} requests with worthless grants`, async () => {
    const worthless = await Promise.all(
      requests.map(async (request) =>
        Object.values(await bank().grants.worthless(a(), g(), ...request.items)).map((proof) => ({ request, proof })),
      ),
    );
    const attempts = worthless.flat();
    let refused = 0;
    for (let sent = 0; sent < WORTHLESS_REQUESTS; sent += AT_ONCE) {
      const outcomes = Array.from({ length: AT_ONCE }, async (_, index) => {
        const { request, proof } = attempts[(sent + index) % attempts.length]!;
        await expect(ask(request, proof)).rejects.toMatchObject({ code: 'GRANT_REFUSED' });
        refused += 1;
      });
      await Promise.all(outcomes);
    }
    expect(refused).toBe(WORTHLESS_REQUESTS);
  }, 180_000);

  describe('when auth says that a call is over', () => {
    const later = () => new Date(Date.now() + 600_000).toISOString();

    it('its grants open nothing any more, those of other calls still do, and a restart changes neither', async () => {
      const [over, other] = [await bank().grants.for(a()), await bank().grants.for(a())];
      const [request] = requests;
      const refused = () =>
        ask(request!, over).then(
          () => false,
          () => true,
        );
      tell(bank().bus, CallGrantsRevoked, { callId: over.callId, until: later() });
      await eventually(refused);
      await bank().restartService(service);
      for (const each of requests) {
        await expect(ask(each, over)).rejects.toMatchObject({ code: 'GRANT_REFUSED' });
        await expect(ask(each, other)).resolves.toBeDefined();
      }
    });

    it('it is forgotten when its grants have ended by themselves', async () => {
      const [past, next] = [randomUUID(), randomUUID()];
      const kept = async () =>
        (
          await bank().sql<{ call_id: string }>(
            `SELECT call_id FROM ${service}.revoked_calls WHERE call_id IN ($1, $2)`,
            [past, next],
          )
        ).map((row) => row.call_id);
      await bank().sql(`INSERT INTO ${service}.revoked_calls VALUES ($1, now() - interval '1 second')`, [past]);
      tell(bank().bus, CallGrantsRevoked, { callId: next, until: later() });
      await eventually(async () => (await kept()).includes(next));
      expect(await kept()).toEqual([next]);
    });

    it('hearing it twice, late and with an earlier end, changes nothing', async () => {
      const callId = randomUUID();
      const until = async () =>
        (
          await bank().sql<{ until: Date }>(`SELECT until FROM ${service}.revoked_calls WHERE call_id = $1`, [callId])
        )[0]?.until.toISOString();
      const end = later();
      tell(bank().bus, CallGrantsRevoked, { callId, until: end });
      await eventually(async () => (await until()) === end);
      tell(bank().bus, CallGrantsRevoked, { callId, until: new Date().toISOString() });
      const marker = randomUUID();
      tell(bank().bus, CallGrantsRevoked, { callId: marker, until: end });
      await eventually(
        async () =>
          (await bank().sql(`SELECT 1 FROM ${service}.revoked_calls WHERE call_id = $1`, [marker])).length === 1,
      );
      expect(await until()).toBe(end);
    });
  });

  describe('D46: data', () => {
    const unavailable = { name: 'ServiceUnavailable', why: 'answered-unavailable' };

    it.each(['24 hours 1 second', '10 years'])('confirmed %s ago are not spoken', async (age) => {
      await setAsOf(age);
      for (const request of requests) {
        await expect(ask(request, await bank().grants.for(a()))).rejects.toMatchObject(unavailable);
      }
    });

    it('never confirmed are not spoken', async () => {
      await bank().sql(`DELETE FROM ${service}.data_as_of`);
      for (const request of requests) {
        await expect(ask(request, await bank().grants.for(a()))).rejects.toMatchObject(unavailable);
      }
    });

    it('that are stale look no different to a worthless grant', async () => {
      const { 'a grant signed by somebody else': forged } = await bank().grants.worthless(
        a(),
        g(),
        ...requests[0]!.items,
      );
      await expect(ask(requests[0]!, forged!)).rejects.toMatchObject({ code: 'GRANT_REFUSED' });
    });

    it('confirmed a little less than 24 hours ago are, and are spoken again once the feed is back', async () => {
      await setAsOf('23 hours 59 minutes');
      await expect(ask(requests[0]!, await bank().grants.for(a()))).resolves.toBeDefined();
      await bank().confirmData();
      await expect(ask(requests[0]!, await bank().grants.for(a()))).resolves.toBeDefined();
    });

    it('are never as of a moment to come, nor set back by a confirmation that comes late', async () => {
      const asOf = async () =>
        (
          await bank().sql<{ age: number }>(
            `SELECT extract(epoch FROM now() - as_of)::float8 AS age FROM ${service}.data_as_of`,
          )
        )[0]?.age;
      await bank().confirmData(new Date(Date.now() + 86_400_000));
      expect(await asOf()).toBeGreaterThanOrEqual(0);
      await bank().confirmData(new Date(Date.now() - 86_400_000));
      expect(await asOf()).toBeLessThan(60);
    });
  });
}
