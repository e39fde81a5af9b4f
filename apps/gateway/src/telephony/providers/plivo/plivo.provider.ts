import type { TelephonyProvider } from '../../telephony-provider.js';
import { MOST_DOCUMENT_BYTES, VOICES } from './plivo-turn.mapper.js';

/** What Plivo can do; README.md says how each point was confirmed. */
export const PLIVO: TelephonyProvider = {
  name: 'plivo',
  capabilities: {
    voices: VOICES,
    bargeInControl: 'keysLost',
    separateTimers: true,
    typeAhead: 'withinPrompt',
    masking: 'perStep',
    recordingPause: false,
    transferContext: 'sip',
    finishKeys: 'hash',
    reportsFinishKey: false,
    hangUpLearnedBy: 'statusCallback',
    limits: { documentBytes: MOST_DOCUMENT_BYTES, answerMs: 40_000 },
  },
};
