import type { TelephonyProvider } from '../../telephony-provider.js';
import { MOST_DOCUMENT_BYTES } from './twilio-turn.mapper.js';

/** What Twilio can do; README.md says how each point was confirmed. */
export const TWILIO: TelephonyProvider = {
  name: 'twilio',
  capabilities: {
    voices: ['en'],
    bargeInControl: 'keysLost',
    separateTimers: false,
    typeAhead: 'withinPrompt',
    masking: 'account',
    recordingPause: false,
    transferContext: 'sip',
    finishKeys: 'both',
    reportsFinishKey: true,
    hangUpLearnedBy: 'statusCallback',
    limits: { documentBytes: MOST_DOCUMENT_BYTES, answerMs: 15_000 },
  },
};
