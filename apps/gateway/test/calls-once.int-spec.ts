import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { randomUUID } from 'node:crypto';
import { WebhookRefused } from '../src/telephony/webhook-refused.js';
import { Caller, forget, Instance, read, refusal, render, tryOn } from './calls-instance.js';
import { KEY } from './scripted-engine.js';

describe('calls, taken once', () => {
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

  describe('P9: an event is taken once', () => {
    it('the same first webhook, again and many at once on two instances, gets the same bytes', async () => {
      const caller = new Caller(bank, randomUUID());
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => [one, two][index % 2]!.runner.handle(caller.started(), render)),
      );
      answers.push(await caller.start(one));
      expect(new Set(answers).size).toBe(1);
      expect(await caller.row()).toMatchObject({ step: 1, last_token: null });
      expect(await caller.log()).toHaveLength(1);
    });

    it('SC32: the same key event, again and many at once, makes one step and gets the same bytes', async () => {
      const caller = await one.dial();
      const pressed = caller.pressed(KEY.lookUp);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => [one, two][index % 2]!.runner.handle(pressed, render)),
      );
      answers.push(await two.runner.handle({ ...pressed }, render));
      expect(new Set(answers).size).toBe(1);
      expect(await caller.row()).toMatchObject({ step: 2 });
    });

    it('a repetition is answered with the words of then, whatever would be said now', async () => {
      const caller = await one.dial();
      const pressed = caller.pressed(KEY.lookUp);
      const answer = await one.runner.handle(pressed, render);
      one.desk.answer = () => Promise.resolve(false);
      expect(await one.runner.handle(pressed, render)).toBe(answer);
      expect(one.desk.asked).toHaveLength(1);
    });

    it('another event for a step that was taken is refused and changes nothing', async () => {
      const caller = await one.dial();
      const first = caller.token;
      await caller.press(KEY.goOn, one);
      const before = await caller.row();
      for (const digits of [KEY.transfer, '11', ''])
        expect(await tryOn(one, caller.pressed(digits, first))).toEqual(refusal('stale-event'));
      expect(await caller.row()).toEqual(before);
    });

    it('an event of an earlier step, and the first webhook of a call that went on, are refused', async () => {
      const caller = await one.dial();
      const first = caller.pressed(KEY.goOn);
      await caller.press(KEY.goOn, one);
      await caller.press(KEY.goOn, one);
      const before = await caller.row();
      expect(await tryOn(two, first)).toEqual(refusal('stale-event'));
      expect(await tryOn(two, caller.started())).toEqual(refusal('stale-event'));
      expect(await caller.row()).toEqual(before);
    });

    it('F34: a token of another call, an invented one and an unknown call are refused', async () => {
      const [caller, other] = [await one.dial(), await one.dial()];
      const before = await caller.row();
      expect(await tryOn(one, caller.pressed(KEY.goOn, other.token))).toEqual(refusal('stale-event'));
      expect(await tryOn(one, caller.pressed(KEY.goOn, 'A'.repeat(22)))).toEqual(refusal('stale-event'));
      expect(await tryOn(one, new Caller(bank, randomUUID()).pressed(KEY.goOn))).toEqual(refusal('unknown-call'));
      expect(await caller.row()).toEqual(before);
    });

    it('tokens are 128 random bits, another one for each step', async () => {
      const caller = await one.dial();
      const seen = [caller.token];
      for (let index = 0; index < 5; index += 1) {
        await caller.press(KEY.goOn, one);
        seen.push(caller.token);
      }
      expect(new Set(seen).size).toBe(6);
      for (const token of seen) expect(Buffer.from(token, 'base64url')).toHaveLength(16);
    });
  });

  it('S30: of two different events at the same step one wins, 1,000 times', async () => {
    const caller = await one.dial();
    for (let round = 0; round < 1_000; round += 1) {
      const results = await Promise.all([
        tryOn(one, caller.pressed(KEY.goOn)),
        tryOn(two, caller.pressed(`${KEY.goOn}${KEY.goOn}`)),
      ]);
      const won = results.filter((result) => typeof result === 'string');
      const lost = results.filter((result) => result instanceof WebhookRefused);
      expect([won.length, lost.length]).toEqual([1, 1]);
      caller.hear(won[0]!);
    }
    expect(await caller.row()).toMatchObject({ step: 1_001 });
    expect(await caller.log()).toHaveLength(1_001);
  }, 120_000);

  describe('P28: nothing depends on one instance', () => {
    it('every step may be taken by another one', async () => {
      const caller = await one.dial();
      for (const instance of [two, one, two]) await caller.press(KEY.goOn, instance);
      expect(await caller.row()).toMatchObject({ step: 4 });
    });

    it('SC33: an instance that ends after asking and before storing: the next one asks as the same command', async () => {
      const dying = await Instance.start(bank);
      const caller = await dying.dial();
      const pressed = caller.pressed(KEY.verify);
      dying.desk.answer = async () => {
        await dying.stop();
        return true;
      };
      expect(read(await dying.runner.handle(pressed, render)).then).toBe('transfer');
      expect(await caller.row()).toMatchObject({ step: 1 });
      expect(read(await two.runner.handle(pressed, render)).then).toBe('collect');
      const [first, second] = [dying.desk.asked[0]!.context, two.desk.asked[0]!.context];
      expect([second.state.callId, second.step, second.ordinal]).toEqual([
        first.state.callId,
        first.step,
        first.ordinal,
      ]);
    });

    it('F10: all connections are cut between two steps, and the caller notices nothing', async () => {
      const caller = await one.dial();
      for (let round = 0; round < 20; round += 1) {
        // Several connections, so that the pool hands out more than one that is cut.
        await Promise.all(Array.from({ length: 5 }, () => one.dataSource.query('SELECT 1')));
        await bank.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE usename = 'gateway' AND datname = current_database()`);
        expect(read(await caller.press(KEY.goOn, one)).then).toBe('collect');
      }
    });
  });
});
