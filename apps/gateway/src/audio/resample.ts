// Runs in a worker thread, from its TypeScript source in tests: nothing of the project may be imported here.

/** Sound to bring to the telephone's rate. */
export interface ResampleTask {
  readonly samples: Int16Array;
  /** Samples a second, 8,000 to 192,000. */
  readonly fromRate: number;
}

const TO_RATE = 8_000;

/** The telephone's band ends at 3,400 Hz; what is above 4,000 Hz would fold back into it as noise. */
const PASS_HZ = 3_400;
const STOP_HZ = 4_000;
/** How far everything above the stop frequency is pushed down. */
const STOP_DB = 70;

/** For each position between two input samples one row of weights. */
interface Filter {
  readonly up: number;
  readonly down: number;
  readonly half: number;
  readonly rows: readonly Float64Array[];
}

const filters = new Map<number, Filter>();

/**
 * The sound at 8,000 samples a second, by a polyphase windowed-sinc filter (Kaiser window). Levels stay as they are;
 * only where the filter's ringing would pass full scale the whole sound is made softer by that much, never cut.
 * @throws RangeError for a rate below 8,000 or above 192,000.
 */
export default function resample({ samples, fromRate }: ResampleTask): Int16Array {
  if (!Number.isInteger(fromRate) || fromRate < TO_RATE || fromRate > 192_000) {
    throw new RangeError(`Sound of ${fromRate} samples a second is not brought to ${TO_RATE}`);
  }
  const { up, down, half, rows } = filterFor(fromRate);
  const out = new Float64Array(Math.floor((samples.length * up) / down));
  let peak = 0;
  for (let n = 0; n < out.length; n += 1) {
    const row = rows[(n * down) % up] ?? new Float64Array();
    const first = Math.floor((n * down) / up) - half + 1;
    const from = Math.max(0, -first);
    const to = Math.min(row.length, samples.length - first);
    let sum = 0;
    for (let k = from; k < to; k += 1) sum += (row[k] ?? 0) * (samples[first + k] ?? 0);
    out[n] = sum;
    peak = Math.max(peak, Math.abs(sum));
  }
  const gain = peak > 32_767 ? 32_767 / peak : 1;
  return Int16Array.from(out, (value) => Math.round(value * gain));
}

function filterFor(fromRate: number): Filter {
  const known = filters.get(fromRate);
  if (known) return known;
  const divisor = greatestCommonDivisor(fromRate, TO_RATE);
  const up = TO_RATE / divisor;
  const down = fromRate / divisor;
  // Kaiser's formula for the length that reaches the attenuation over this transition.
  const transition = (2 * Math.PI * (STOP_HZ - PASS_HZ)) / fromRate;
  const half = Math.ceil((STOP_DB - 8) / (2.285 * transition) / 2) + 1;
  const rows = Array.from({ length: up }, (_, phase) => weights(phase / up, half, fromRate));
  const filter = { up, down, half, rows };
  filters.set(fromRate, filter);
  return filter;
}

/** Weights of the 2 × half input samples around a point `offset` (0 to 1) after the half-th of them. */
function weights(offset: number, half: number, fromRate: number): Float64Array {
  const cutOff = (PASS_HZ + STOP_HZ) / fromRate;
  const beta = 0.1102 * (STOP_DB - 8.7);
  const row = Float64Array.from({ length: 2 * half }, (_, k) => {
    const x = k - (half - 1) - offset;
    const inside = 1 - (x / half) ** 2;
    if (inside <= 0) return 0;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * cutOff * x) / (Math.PI * cutOff * x);
    return (cutOff * sinc * besselI0(beta * Math.sqrt(inside))) / besselI0(beta);
  });
  // Each row passes a constant level unchanged, so that no tone is added at the rate of the rows.
  const sum = row.reduce((total, weight) => total + weight, 0);
  return row.map((weight) => weight / sum);
}

function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
