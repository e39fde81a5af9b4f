import type { TelephonyProvider } from '../../telephony-provider.js';
import { ANSWER_MS, MOST_DOCUMENT_BYTES } from './signalwire-turn.mapper.js';

/** What SignalWire can do; README.md says how each point was confirmed. */
export const SIGNALWIRE: TelephonyProvider = {
  name: 'signalwire',
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
    limits: { documentBytes: MOST_DOCUMENT_BYTES, answerMs: ANSWER_MS },
  },
};
