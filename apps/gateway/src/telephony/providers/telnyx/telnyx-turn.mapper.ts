import type { AudioLibrary } from '../../../audio/audio-library.js';
import { type Dialect, type DocumentOptions, DocumentWriter } from '../../say-gather-dial/document-writer.js';

/** Telnyx has a limit and does not say which; this is the family's. */
export const MOST_DOCUMENT_BYTES = 64_000;

const TEXML: Dialect = {
  provider: 'telnyx',
  mostDocumentBytes: MOST_DOCUMENT_BYTES,
  finishKeys: 'none',
  reportsSilence: false,
  ringSeconds: { least: 5, most: 120 },
  sipHeaders: true,
  addressEnding: '',
  // Telnyx fills in templates, {{ … }}, before it reads the document (S23).
  harmless: (document) => document.replace(/\{(?=\{)/g, '{ '),
};

/** Puts a turn into Telnyx' words. */
export class TelnyxTurnMapper extends DocumentWriter {
  /** @param sipHeaders whether an agent on SIP is sent the context of the call. */
  constructor(options: DocumentOptions, sipHeaders: boolean, audio: AudioLibrary) {
    super({ ...TEXML, sipHeaders }, options, audio);
  }
}
