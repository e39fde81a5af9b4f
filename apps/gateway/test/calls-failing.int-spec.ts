import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { createHash } from 'node:crypto';
import { forget, Instance, read, render } from './calls-instance.js';
import { KEY } from './scripted-engine.js';

describe('calls, when something fails', () => {
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

  describe('section 8: whatever fails, the caller is answered', () => {
    it('a mistake of the engine: apology and agent, and the call can go on after it', async () => {
      const caller = await one.dial();
      const answer = await caller.press(`${KEY.throw}771`, one);
      expect(read(answer).then).toBe('transfer');
      expect(read(await caller.press(KEY.goOn, one)).then).toBe('collect');
      const alert = bank.logs.problems().find((line) => line.includes('a mistake of the engine'));
      expect(alert).toContain('"alert":true');
      expect(alert).not.toContain(`${KEY.throw}771`);
    });

    it('words that cannot be said, and a flow that asks without end: apology and agent', async () => {
      for (const key of [KEY.unsayable, KEY.askForEver]) {
        const caller = await one.dial();
        expect(read(await caller.press(key, one)).then).toBe('transfer');
        expect(await caller.row()).toMatchObject({ step: 2, outcome: 'transferred' });
      }
    });

    it('a state that cannot be read: apology and agent, without touching the row', async () => {
      const caller = await one.dial();
      await bank.sql(`UPDATE gateway.calls SET state = '"nonsense"' WHERE provider_call_id = $1`, [
        caller.providerCallId,
      ]);
      const pressed = caller.pressed(KEY.goOn);
      const answer = await one.runner.handle(pressed, render);
      expect(read(answer)).toMatchObject({
        then: 'transfer',
        said: [expect.stringContaining('vjen keq'), expect.any(String)],
      });
      expect(await one.runner.handle(pressed, render)).toBe(answer);
      expect(await caller.row()).toMatchObject({ step: 1 });
    });

    it('no service answers: the flow hears of it and goes on', async () => {
      one.desk.answer = () => Promise.resolve(false);
      const caller = await one.dial();
      await caller.press(KEY.lookUp, one);
      expect(await caller.row()).toMatchObject({ step: 2, state: { lastPrompt: 'not ok' } });
    });

    it('all questions of one event share one deadline', async () => {
      const hasty = await Instance.start(bank, { stepBudgetMs: 300, serviceDeadlineMs: 200 });
      const caller = await hasty.dial();
      const began = performance.now();
      hasty.desk.answer = async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return true;
      };
      await caller.press(KEY.askForEver, hasty);
      const deadlines = hasty.desk.asked.map(({ context }) => context.deadlineAt - began);
      expect(Math.max(...deadlines)).toBeLessThan(320);
      expect(deadlines[0]).toBeLessThan(220);
      await hasty.stop();
    });
  });

  it('F8: a step that hangs is answered in time all the same, and nothing of it is written down later', async () => {
    const hasty = await Instance.start(bank, { answerWithinMs: 200 });
    const caller = await hasty.dial();
    let goOn: (ok: boolean) => void = () => undefined;
    hasty.desk.answer = () => new Promise((resolve) => (goOn = resolve));
    const began = performance.now();
    const answer = await caller.press(KEY.lookUp, hasty);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(read(answer).then).toBe('transfer');
    const written = jest.spyOn(hasty.store, 'move');
    goOn(true);
    // By then all that follows the answer was done.
    await new Promise(setImmediate);
    expect(written).not.toHaveBeenCalled();
    expect(await caller.row()).toMatchObject({ step: 1 });
    await hasty.stop();
  });

  describe('S13: a verification is answered after the same time', () => {
    const FLOOR_MS = 300;

    it('right, wrong and unavailable alike; other steps at once', async () => {
      const slow = await Instance.start(bank, { verifyResponseMs: FLOOR_MS });
      const caller = await slow.dial();
      const timed = async (key: string) => {
        const began = performance.now();
        await caller.press(key, slow);
        return performance.now() - began;
      };
      expect(await timed(KEY.goOn)).toBeLessThan(FLOOR_MS);
      expect(await timed(KEY.verify)).toBeGreaterThanOrEqual(FLOOR_MS);
      slow.desk.answer = () => Promise.resolve(false);
      expect(await timed(KEY.verify)).toBeGreaterThanOrEqual(FLOOR_MS);
      slow.desk.answer = () => Promise.reject(new Error('a mistake of ours'));
      expect(await timed(KEY.verify)).toBeGreaterThanOrEqual(FLOOR_MS);
      await slow.stop();
    });
  });

  describe('S32: keys stay nowhere', () => {
    it('neither in rows nor in logs, in clear or as a digest without a key', async () => {
      const canary = '4917300800000000';
      const caller = await one.dial();
      await caller.press(canary, one);
      for (const key of [KEY.throw, KEY.unsayable]) await caller.press(`${key}${canary}`.slice(0, 16), one);
      await caller.press(canary, one);
      const found = JSON.stringify([await caller.row(), await caller.log()]) + bank.logs.text();
      const digests = ['sha1', 'sha256'].flatMap((name) =>
        (['hex', 'base64'] as const).map((form) => createHash(name).update(canary).digest(form)),
      );
      for (const trace of [canary, canary.slice(1, 12), ...digests]) expect(found).not.toContain(trace);
    });
  });

  it('what happened in a call cannot be changed by the gateway itself', async () => {
    await one.dial();
    for (const statement of ['DELETE FROM call_log', `UPDATE call_log SET event = 'x'`, 'DROP TABLE call_log'])
      await expect(one.dataSource.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});
