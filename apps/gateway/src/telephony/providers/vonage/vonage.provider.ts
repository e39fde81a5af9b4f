import type { TelephonyProvider } from '../../telephony-provider.js';
import { MOST_DOCUMENT_BYTES, VOICES } from './vonage-turn.mapper.js';

/** What Vonage can do; README.md says how each point was confirmed. */
export const VONAGE: TelephonyProvider = {
  name: 'vonage',
  capabilities: {
    voices: VOICES,
    bargeInControl: 'keysLost',
    separateTimers: false,
    typeAhead: 'withinPrompt',
    masking: 'none',
    recordingPause: false,
    transferContext: 'sip',
    finishKeys: 'hash',
    reportsFinishKey: true,
    hangUpLearnedBy: 'statusCallback',
    limits: { documentBytes: MOST_DOCUMENT_BYTES, answerMs: 5_000 },
  },
};
