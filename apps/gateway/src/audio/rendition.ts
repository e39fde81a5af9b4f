import { encodeG711, type Law } from './g711.js';
import { decodeWav, TELEPHONE_RATE } from './wav.js';

/**
 * Forms in which a sound is served, by what its address ends with: 16-bit PCM in WAV, which nearly everybody plays; mu-law
 * without a header; and mu-law or A-law in WAV, which some VoiceXML platforms ask for.
 */
export const RENDITIONS = ['wav', 'ulaw', 'ulaw.wav', 'alaw.wav'] as const;
export type Rendition = (typeof RENDITIONS)[number];

const MEDIA_TYPE: Readonly<Record<Rendition, string>> = {
  wav: 'audio/wav',
  ulaw: 'audio/basic',
  'ulaw.wav': 'audio/wav',
  'alaw.wav': 'audio/wav',
};

/** The media type a rendition is served as. */
export function mediaTypeOf(rendition: Rendition): string {
  return MEDIA_TYPE[rendition];
}

/** A sound, which is kept as PCM, in the form that was asked for. @param wav a file of ours. */
export function inRendition(wav: Buffer, rendition: Rendition): Buffer {
  switch (rendition) {
    case 'wav':
      return wav;
    case 'ulaw':
      return encodeG711(decodeWav(wav).samples, 'ulaw');
    case 'ulaw.wav':
      return encodeG711Wav(decodeWav(wav).samples, 'ulaw');
    case 'alaw.wav':
      return encodeG711Wav(decodeWav(wav).samples, 'alaw');
  }
}

const FORMAT_TAG: Readonly<Record<Law, number>> = { alaw: 6, ulaw: 7 };
const HEADER_BYTES = 58;

/** A WAV file of G.711: a format of 18 bytes and the number of samples, which formats other than PCM must tell. */
function encodeG711Wav(samples: Int16Array, law: Law): Buffer {
  const data = encodeG711(samples, law);
  // Chunks of odd length are padded; the length told is without it.
  const padding = data.length % 2;
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + data.length + padding, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(FORMAT_TAG[law], 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(TELEPHONE_RATE, 24);
  header.writeUInt32LE(TELEPHONE_RATE, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('fact', 38, 'latin1');
  header.writeUInt32LE(4, 42);
  header.writeUInt32LE(samples.length, 46);
  header.write('data', 50, 'latin1');
  header.writeUInt32LE(data.length, 54);
  return Buffer.concat([header, data, Buffer.alloc(padding)]);
}
