import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { randomUUID } from 'node:crypto';
import { Caller, forget, Instance, read, refusal, render, tryOn } from './calls-instance.js';
import { KEY } from './scripted-engine.js';

describe('calls, ended', () => {
  let bank: TestBank;
  let one: Instance;
  let two: Instance;

  beforeAll(async () => {
    bank = await startBank({ services: [], data: 'empty' });
    [one, two] = [await Instance.start(bank), await Instance.start(bank)];
  });
  afterAll(async () => {
    await Promise.all([one.stop(), two.stop()]);
    await bank.stop();
  });
  beforeEach(() => forget(one, two));

  describe('the end of a call', () => {
    it('is stored once however often it is reported; nothing of the client is left; auth is told', async () => {
      const caller = await one.dial();
      await caller.press(KEY.goOn, one);
      await Promise.all(Array.from({ length: 10 }, (_, index) => caller.end([one, two][index % 2]!)));
      const row = await caller.row();
      expect(row).toMatchObject({ outcome: 'caller_hangup', state: null, answer: null, step: 2 });
      expect(row['ended_at']).toBeInstanceOf(Date);
      expect([...one.desk.ended, ...two.desk.ended]).toEqual([row['call_id']]);
      expect((await caller.log()).map(({ event, outcome }) => [event, outcome])).toEqual([
        ['intent', null],
        ['intent', null],
        ['end', 'caller_hangup'],
      ]);
    });

    it('F21: an event that comes after it gets nothing but a hang-up; an older one is refused', async () => {
      const caller = await one.dial();
      const older = caller.pressed(KEY.goOn);
      await caller.press(KEY.goOn, one);
      const last = caller.pressed(KEY.goOn);
      await caller.press(KEY.goOn, one);
      await caller.end(one);
      const before = await caller.row();
      for (const report of [last, caller.pressed(KEY.transfer)])
        expect(read(await one.runner.handle(report, render))).toMatchObject({ then: 'hangUp', said: [] });
      expect(await tryOn(one, older)).toEqual(refusal('stale-event'));
      expect(await tryOn(one, caller.started())).toEqual(refusal('stale-event'));
      expect(await caller.row()).toEqual(before);
    });

    it('while a service is asked: the step comes too late and hangs up', async () => {
      const caller = await one.dial();
      one.desk.answer = async () => {
        await caller.end(two);
        return true;
      };
      expect(read(await caller.press(KEY.lookUp, one)).then).toBe('hangUp');
      expect(await caller.row()).toMatchObject({ outcome: 'caller_hangup', step: 1, state: null });
    });

    it('keeps an outcome that was reached before', async () => {
      const caller = await one.dial();
      expect(read(await caller.press(KEY.hangUp, one)).then).toBe('hangUp');
      expect(await caller.row()).toMatchObject({ outcome: 'completed' });
      await caller.end(one);
      expect(await caller.row()).toMatchObject({ outcome: 'completed' });
    });

    it('of an unknown call changes nothing', async () => {
      await new Caller(bank, randomUUID()).end(one);
      expect(one.desk.ended).toEqual([]);
    });

    it('a call that is not heard of any more is closed, by one of all instances', async () => {
      const [overdue, alive] = [await one.dial(), await one.dial()];
      const expire = `UPDATE gateway.calls SET expires_at = now() - interval '1 second' WHERE provider_call_id = $1`;
      await bank.sql(expire, [overdue.providerCallId]);
      await Promise.all([one.sweeper.sweep(), two.sweeper.sweep()]);
      const { call_id: callId, ended_at: endedAt } = await overdue.row();
      expect(endedAt).toBeInstanceOf(Date);
      expect([...one.desk.ended, ...two.desk.ended].filter((ended) => ended === callId)).toHaveLength(1);
      expect(await alive.row()).toMatchObject({ ended_at: null });
    });
  });
});
