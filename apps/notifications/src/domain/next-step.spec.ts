import { describe, expect, it } from '@jest/globals';
import type { Outcome } from './delivery.js';
import { nextStep } from './next-step.js';

const limits = { maxAttempts: 8, firstPauseSeconds: 60, longestPauseSeconds: 1_800, unknownPauseSeconds: 900 };
const after = (outcome: Outcome, delivery = {}, random = 0.5) =>
  nextStep({ attempts: 1, takings: 1, timesUncertain: 0, ...delivery }, outcome, limits, random);

describe('what becomes of a delivery', () => {
  it('sent is sent', () => {
    expect(after({ kind: 'sent', reply: '250 OK' })).toEqual({ state: 'sent' });
  });

  it('F14: refused by the server is dead at once', () => {
    expect(after({ kind: 'refused', reply: '550', addressIsBad: false })).toEqual({ state: 'dead' });
  });

  it('F13: deferred comes back after a pause that doubles from one minute up to thirty', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7].map((attempts) => after({ kind: 'deferred', reply: '' }, { attempts }));
    expect(pauses).toEqual(
      [60, 120, 240, 480, 960, 1_800, 1_800].map((inSeconds) => ({ state: 'queued', counted: true, inSeconds })),
    );
  });

  it('F13: the pause varies by a fifth either way, so that what failed together does not come back together', () => {
    expect(after({ kind: 'deferred', reply: '' }, {}, 0)).toMatchObject({ inSeconds: expect.closeTo(48) });
    expect(after({ kind: 'deferred', reply: '' }, {}, 1)).toMatchObject({ inSeconds: expect.closeTo(72) });
  });

  it('F23: deferred is dead after the eighth attempt, not the seventh', () => {
    expect(after({ kind: 'deferred', reply: '' }, { attempts: 7 })).toMatchObject({ state: 'queued' });
    expect(after({ kind: 'deferred', reply: '' }, { attempts: 8 })).toEqual({ state: 'dead' });
  });

  it('F16: unknown is tried once more after 15 minutes, and then left to staff', () => {
    expect(after({ kind: 'unknown', reply: '' })).toEqual({ state: 'unknown', inSeconds: 900 });
    expect(after({ kind: 'unknown', reply: '' }, { timesUncertain: 1 })).toEqual({ state: 'unknown', inSeconds: null });
  });

  it.each(['server-away', 'server-busy', 'data-away', 'stopping'] as const)('F17: %s counts for nothing', (because) => {
    expect(after({ kind: 'postponed', reply: '', because }, { attempts: 8 })).toMatchObject({
      state: 'queued',
      counted: false,
    });
  });

  it('a data service that stays away is asked less and less often', () => {
    const pauses = [1, 2, 40].map((takings) =>
      after({ kind: 'postponed', reply: '', because: 'data-away' }, { takings }),
    );
    expect(pauses).toMatchObject([{ inSeconds: 60 }, { inSeconds: 120 }, { inSeconds: 1_800 }]);
  });
});
