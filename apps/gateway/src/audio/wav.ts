/** What a telephone line carries, and all we ever serve: 8,000 samples a second, one channel, 16 bits. */
export const TELEPHONE_RATE = 8_000;

/** Sound that is not PCM in a WAV file as expected; the message says what is wrong and never holds the content. */
export class UnreadableWav extends Error {
  override readonly name = 'UnreadableWav';
}

/** What a WAV file holds, always one channel and 16 bits. */
export interface Pcm {
  readonly samples: Int16Array;
  readonly rate: number;
}

const HEADER_BYTES = 44;
const PCM = 1;

/** A WAV file of 8 kHz mono 16-bit PCM. */
export function encodeWav(samples: Int16Array): Buffer {
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(PCM, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(TELEPHONE_RATE, 24);
  header.writeUInt32LE(TELEPHONE_RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

/**
 * The sound of a WAV file of one channel and 16-bit PCM, whatever its rate. `streamed` is for a program's standard
 * output: it cannot go back to write lengths, so theirs are not believed and the sound goes on to the end.
 * @throws UnreadableWav for any other format, a truncated file, or no sound at all.
 */
export function decodeWav(file: Buffer, { streamed = false } = {}): Pcm {
  if (file.length < 12 || file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new UnreadableWav('it is not a WAV file');
  }
  let rate: number | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const id = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, at + 8 + size);
    if (id === 'fmt ') rate = checkedRate(body);
    if (id === 'data') {
      if (rate === undefined) throw new UnreadableWav('its sound comes before its format');
      if (body.length < size && !streamed) throw new UnreadableWav('it is cut off');
      if (body.length < 2) throw new UnreadableWav('it holds no sound');
      return { samples: toSamples(body), rate };
    }
    // Chunks of odd length are padded.
    at += 8 + size + (size % 2);
  }
  throw new UnreadableWav('it holds no sound');
}

function checkedRate(format: Buffer): number {
  if (format.length < 16) throw new UnreadableWav('its format is cut off');
  if (format.readUInt16LE(0) !== PCM) throw new UnreadableWav('it is not PCM');
  const channels = format.readUInt16LE(2);
  if (channels !== 1) throw new UnreadableWav(`it has ${channels} channels, not one`);
  const bits = format.readUInt16LE(14);
  if (bits !== 16) throw new UnreadableWav(`it has ${bits} bits a sample, not 16`);
  return format.readUInt32LE(4);
}

/** A copy, because samples must begin at an even address; WAV and every machine this runs on are little-endian. */
function toSamples(bytes: Buffer): Int16Array {
  const even = bytes.length - (bytes.length % 2);
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + even));
}
