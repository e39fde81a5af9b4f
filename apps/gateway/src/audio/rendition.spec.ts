import { describe, expect, it } from '@jest/globals';
import { tone } from './__fixtures__/sound.js';
import { encodeG711 } from './g711.js';
import { inRendition } from './rendition.js';
import { encodeWav } from './wav.js';

/** The decoders of G.711, written from its tables and not from our encoder. */
const decode = {
  ulaw: (byte: number) => {
    const bits = ~byte & 0xff;
    const magnitude = (((bits & 0x0f) * 2 + 33) << ((bits >> 4) & 7)) - 33;
    return 4 * (bits & 0x80 ? -magnitude : magnitude);
  },
  alaw: (byte: number) => {
    const bits = byte ^ 0x55;
    const segment = (bits >> 4) & 7;
    const magnitude = segment === 0 ? (bits & 0x0f) * 2 + 1 : ((bits & 0x0f) * 2 + 33) << (segment - 1);
    return 8 * (bits & 0x80 ? magnitude : -magnitude);
  },
};

describe('G.711', () => {
  it.each([
    ['ulaw', [0xff, 0x80, 0x00, 0x7f]],
    ['alaw', [0xd5, 0xaa, 0x2a, 0x55]],
  ] as const)('%s: silence, the loudest of both signs, and the smallest below nothing', (law, bytes) => {
    expect([...encodeG711(Int16Array.of(0, 32_767, -32_768, -1), law)]).toEqual(bytes);
  });

  it.each(['ulaw', 'alaw'] as const)(
    '%s: every level is as near as eight bits allow, and louder stays louder',
    (law) => {
      const samples = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768);
      const heard = Array.from(encodeG711(samples, law), decode[law]);
      // Half a step, of which a doubling has 16; the quietest are 8 (mu-law) and 16 (A-law) apart.
      const isNear = (level: number, meant: number) => Math.abs(level - meant) <= 8 + (Math.abs(meant) + 132) / 32;
      expect(heard.filter((level, index) => !isNear(level, samples[index]!))).toEqual([]);
      expect(heard.filter((level, index) => level < (heard[index - 1] ?? -Infinity))).toEqual([]);
    },
  );
});

describe('renditions of a sound', () => {
  const samples = tone(440, 0.25, 8_000).subarray(0, 1_999);
  const wav = encodeWav(samples);

  it('PCM in WAV is the file itself; mu-law alone has no header', () => {
    expect(inRendition(wav, 'wav')).toBe(wav);
    expect(inRendition(wav, 'ulaw')).toEqual(encodeG711(samples, 'ulaw'));
  });

  it.each([
    ['ulaw.wav', 7, 'ulaw'],
    ['alaw.wav', 6, 'alaw'],
  ] as const)('%s: format %i, 18 bytes long, with its lengths and its samples told', (rendition, tag, law) => {
    const file = inRendition(wav, rendition);
    expect(file.toString('latin1', 0, 4)).toBe('RIFF');
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    expect(file.toString('latin1', 8, 16)).toBe('WAVEfmt ');
    expect([file.readUInt32LE(16), file.readUInt16LE(20), file.readUInt16LE(22)]).toEqual([18, tag, 1]);
    expect([file.readUInt32LE(24), file.readUInt32LE(28), file.readUInt16LE(32), file.readUInt16LE(34)]).toEqual([
      8_000, 8_000, 1, 8,
    ]);
    expect([file.toString('latin1', 38, 42), file.readUInt32LE(42), file.readUInt32LE(46)]).toEqual(['fact', 4, 1_999]);
    expect([file.toString('latin1', 50, 54), file.readUInt32LE(54)]).toEqual(['data', 1_999]);
    expect(file.subarray(58, 58 + 1_999)).toEqual(encodeG711(samples, law));
    expect(file).toHaveLength(58 + 2_000);
  });
});
