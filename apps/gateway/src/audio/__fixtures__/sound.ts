/** Figures of a sound of 8,000 samples a second. */
export interface Measure {
  readonly seconds: number;
  /** Of full scale, 0 to 1. */
  readonly peak: number;
  readonly rms: number;
}

/** Length and level, read from the samples themselves. */
export function measure(samples: Int16Array): Measure {
  const peak = samples.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0) / 32_768;
  const power = samples.reduce((sum, value) => sum + (value / 32_768) ** 2, 0) / Math.max(1, samples.length);
  return { seconds: samples.length / 8_000, peak, rms: Math.sqrt(power) };
}

/** Amplitude of one frequency in a sound, of full scale (Goertzel's algorithm). */
export function amplitudeAt(samples: Int16Array, hertz: number, rate = 8_000): number {
  const turn = (2 * Math.PI * hertz) / rate;
  let real = 0;
  let imaginary = 0;
  for (const [n, value] of samples.entries()) {
    real += value * Math.cos(turn * n);
    imaginary += value * Math.sin(turn * n);
  }
  return (2 * Math.hypot(real, imaginary)) / samples.length / 32_768;
}

/** A tone, `level` of full scale. */
export function tone(hertz: number, seconds: number, rate: number, level = 0.5): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * rate) }, (_, n) =>
    Math.round(32_767 * level * Math.sin((2 * Math.PI * hertz * n) / rate)),
  );
}
