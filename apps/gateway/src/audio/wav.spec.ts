import { describe, expect, it } from '@jest/globals';
import { tone } from './__fixtures__/sound.js';
import { decodeWav, encodeWav, UnreadableWav } from './wav.js';

const samples = tone(440, 0.25, 8_000);
const file = encodeWav(samples);
const altered = (at: number, ...bytes: number[]) => {
  const copy = Buffer.from(file);
  copy.set(bytes, at);
  return copy;
};

describe('WAV files', () => {
  it('a file is PCM of 8 kHz, one channel, 16 bits, with its lengths right', () => {
    expect(file).toHaveLength(44 + 4_000);
    expect(file.toString('latin1', 0, 4)).toBe('RIFF');
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    expect(file.toString('latin1', 8, 16)).toBe('WAVEfmt ');
    expect([file.readUInt16LE(20), file.readUInt16LE(22), file.readUInt32LE(24)]).toEqual([1, 1, 8_000]);
    expect([file.readUInt32LE(28), file.readUInt16LE(32), file.readUInt16LE(34)]).toEqual([16_000, 2, 16]);
    expect(file.readUInt32LE(40)).toBe(4_000);
  });

  it('what was written is read again, sample for sample', () => {
    expect(decodeWav(file)).toEqual({ samples, rate: 8_000 });
  });

  it('other chunks, and their padding, are passed over', () => {
    const note = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1');
    const noted = Buffer.concat([file.subarray(0, 36), note, file.subarray(36)]);
    expect(decodeWav(noted).samples).toEqual(samples);
  });

  it('of a program’s standard output the lengths are not believed', () => {
    const streamed = altered(40, 0x00, 0xf0, 0xff, 0x7f);
    expect(decodeWav(streamed, { streamed: true }).samples).toEqual(samples);
    expect(() => decodeWav(streamed)).toThrow('it is cut off');
  });

  it.each([
    ['nothing at all', Buffer.alloc(0), 'it is not a WAV file'],
    ['an MP3', Buffer.from('ID3\x04 something else'), 'it is not a WAV file'],
    ['two channels', altered(22, 2), 'it has 2 channels, not one'],
    ['8 bits', altered(34, 8), 'it has 8 bits a sample, not 16'],
    ['mu-law', altered(20, 7), 'it is not PCM'],
    ['half a file', file.subarray(0, 500), 'it is cut off'],
    ['no samples', encodeWav(new Int16Array()), 'it holds no sound'],
    ['only a header', file.subarray(0, 36), 'it holds no sound'],
  ])('%s is refused, and said why', (_, content, reason) => {
    expect(() => decodeWav(content)).toThrow(new UnreadableWav(reason));
  });
});
