/** The two companding laws of G.711, by which eight bits carry a telephone's voice. */
export type Law = 'ulaw' | 'alaw';

/** Added before the logarithm, and the loudest value that is left room for (G.711, mu-law, in 14 bits times four). */
const ULAW_BIAS = 132;
const ULAW_CLIP = 32_635;

/** One byte for every 16-bit sample, found by the sample's bits. Made when first wanted: most banks need neither. */
const tables = new Map<Law, Uint8Array>();

/** Samples as G.711: one byte each, without a header. */
export function encodeG711(samples: Int16Array, law: Law): Buffer {
  const table = tableOf(law);
  const bytes = Buffer.allocUnsafe(samples.length);
  samples.forEach((sample, index) => (bytes[index] = table[sample & 0xffff] ?? 0));
  return bytes;
}

function tableOf(law: Law): Uint8Array {
  const known = tables.get(law);
  if (known) return known;
  const encode = law === 'ulaw' ? ulaw : alaw;
  const table = Uint8Array.from({ length: 65_536 }, (_, bits) => encode((bits << 16) >> 16));
  tables.set(law, table);
  return table;
}

/** Sign, three bits of the exponent, four of the mantissa; all inverted. */
function ulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), ULAW_CLIP) + ULAW_BIAS;
  const exponent = Math.max(0, 24 - Math.clz32(magnitude));
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

/** 13 bits; every second bit of the result is inverted. */
function alaw(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  const magnitude = (sample < 0 ? ~sample : sample) >> 3;
  const exponent = Math.max(0, 27 - Math.clz32(magnitude));
  const mantissa = (magnitude >> Math.max(exponent, 1)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}
