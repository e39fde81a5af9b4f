import type { AudioLibrary } from '../../../audio/audio-library.js';
import { type Dialect, DocumentWriter } from '../../say-gather-dial/document-writer.js';
import type { TwilioOptions } from './twilio.config.js';

/** Twilio's limit for a document (error 11750). */
export const MOST_DOCUMENT_BYTES = 64_000;

const TWIML: Dialect = {
  provider: 'twilio',
  mostDocumentBytes: MOST_DOCUMENT_BYTES,
  finishKeys: 'both',
  reportsSilence: true,
  ringSeconds: { least: 1, most: 600 },
  sipHeaders: true,
  addressEnding: '',
  harmless: (document) => document,
};

/** Puts a turn into Twilio's words. */
export class TwilioTurnMapper extends DocumentWriter {
  constructor(options: Omit<TwilioOptions, 'authTokens' | 'accountSid'>, audio: AudioLibrary) {
    // There is no voice for Albanian.
    super(TWIML, { ...options, voices: { en: options.voice } }, audio);
  }
}
