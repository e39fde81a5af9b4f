import { describe, expect, it } from '@jest/globals';
import { amplitudeAt, measure, tone } from './__fixtures__/sound.js';
import resample from './resample.js';

const inDecibels = (ratio: number) => 20 * Math.log10(ratio);
const LEVEL = 0.5;

describe('the way from the synthesiser’s 22,050 samples a second to a telephone’s 8,000', () => {
  it.each([100, 300, 1_000, 2_000, 3_000, 3_400])('a tone of %d Hz stays that tone, at its level', (hertz) => {
    const heard = resample({ samples: tone(hertz, 1, 22_050, LEVEL), fromRate: 22_050 });
    expect(heard).toHaveLength(8_000);
    expect(Math.abs(inDecibels(amplitudeAt(heard, hertz) / LEVEL))).toBeLessThan(0.2);
    const rest = Math.sqrt(Math.max(0, measure(heard).rms ** 2 - amplitudeAt(heard, hertz) ** 2 / 2));
    expect(inDecibels(rest / LEVEL)).toBeLessThan(-40);
  });

  it.each([4_000, 4_100, 5_000, 6_000, 8_000, 10_000])('a tone of %d Hz does not come back as another', (hertz) => {
    const middle = resample({ samples: tone(hertz, 1, 22_050, LEVEL), fromRate: 22_050 }).subarray(400, -400);
    expect(inDecibels(measure(middle).peak / LEVEL)).toBeLessThan(-55);
  });

  it('a sound at full scale is made softer rather than clipped', () => {
    const square = tone(300, 0.5, 22_050, 1).map((value) => (value >= 0 ? 32_767 : -32_768));
    const heard = resample({ samples: square, fromRate: 22_050 });
    expect(measure(heard).peak).toBeCloseTo(1, 3);
    // What is clipped is flat: two samples in a row at the limit.
    const isFlat = heard.some((value, n) => Math.abs(value) >= 32_767 && value === heard[n + 1]);
    expect(isFlat).toBe(false);
  });

  it('silence stays silence and nothing stays nothing', () => {
    expect(measure(resample({ samples: new Int16Array(22_050), fromRate: 22_050 })).peak).toBe(0);
    expect(resample({ samples: new Int16Array(), fromRate: 22_050 })).toHaveLength(0);
  });

  it.each([8_000, 16_000, 44_100, 48_000])('a voice of %d samples a second is brought down too', (rate) => {
    const heard = resample({ samples: tone(1_000, 0.5, rate, LEVEL), fromRate: rate });
    expect(heard).toHaveLength(4_000);
    expect(amplitudeAt(heard, 1_000)).toBeCloseTo(LEVEL, 1);
  });

  it.each([0, 7_999, 22_050.5, 400_000])('%d samples a second is refused', (fromRate) => {
    expect(() => resample({ samples: new Int16Array(8), fromRate })).toThrow(RangeError);
  });
});
