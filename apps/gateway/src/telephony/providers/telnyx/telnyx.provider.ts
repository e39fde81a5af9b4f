import type { TelephonyProvider } from '../../telephony-provider.js';
import { MOST_DOCUMENT_BYTES } from './telnyx-turn.mapper.js';

/** What Telnyx can do; README.md says how each point was confirmed. */
export const TELNYX: TelephonyProvider = {
  name: 'telnyx',
  capabilities: {
    voices: ['en'],
    bargeInControl: 'keysLost',
    separateTimers: false,
    typeAhead: 'withinPrompt',
    masking: 'none',
    recordingPause: false,
    transferContext: 'sip',
    finishKeys: 'none',
    reportsFinishKey: false,
    hangUpLearnedBy: 'statusCallback',
    limits: { documentBytes: MOST_DOCUMENT_BYTES, answerMs: 5_000 },
  },
};
