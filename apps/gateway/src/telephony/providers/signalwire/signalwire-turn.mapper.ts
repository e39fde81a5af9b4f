import type { AudioLibrary } from '../../../audio/audio-library.js';
import { type Dialect, type DocumentOptions, DocumentWriter } from '../../say-gather-dial/document-writer.js';

/** SignalWire's limit for a document (error 11750). */
export const MOST_DOCUMENT_BYTES = 64_000;

/** How long SignalWire is told to wait for an answer, milliseconds: its longest; unasked it waits for 5 s. */
export const ANSWER_MS = 15_000;

const CXML: Dialect = {
  provider: 'signalwire',
  mostDocumentBytes: MOST_DOCUMENT_BYTES,
  finishKeys: 'none',
  reportsSilence: true,
  ringSeconds: { least: 5, most: 600 },
  sipHeaders: true,
  // Read by SignalWire and not sent to us; no part of what is signed.
  addressEnding: `#rt=${ANSWER_MS}`,
  harmless: (document) => document,
};

/** Puts a turn into SignalWire's words. */
export class SignalwireTurnMapper extends DocumentWriter {
  constructor(options: DocumentOptions, audio: AudioLibrary) {
    super(CXML, options, audio);
  }
}
