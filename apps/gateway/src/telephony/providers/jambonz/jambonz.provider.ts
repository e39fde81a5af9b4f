import type { TelephonyProvider } from '../../telephony-provider.js';
import { MOST_DOCUMENT_BYTES, VOICES } from './jambonz-turn.mapper.js';

/** What jambonz can do; README.md says how each point was confirmed. */
export const JAMBONZ: TelephonyProvider = {
  name: 'jambonz',
  capabilities: {
    voices: VOICES,
    bargeInControl: 'keysLost',
    separateTimers: true,
    typeAhead: 'withinPrompt',
    masking: 'none',
    recordingPause: false,
    transferContext: 'sip',
    finishKeys: 'hash',
    reportsFinishKey: false,
    hangUpLearnedBy: 'statusCallback',
    limits: { documentBytes: MOST_DOCUMENT_BYTES, answerMs: 10_000 },
  },
};
