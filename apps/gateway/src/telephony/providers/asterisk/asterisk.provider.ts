import type { TelephonyProvider } from '../../telephony-provider.js';
import { MOST_SCRIPT_BYTES } from './asterisk-turn.mapper.js';

/** What Asterisk can do over FastAGI; README.md says how each point was confirmed. */
export const ASTERISK: TelephonyProvider = {
  name: 'asterisk',
  capabilities: {
    voices: [],
    bargeInControl: 'keysLost',
    separateTimers: true,
    typeAhead: 'withinPrompt',
    masking: 'account',
    recordingPause: false,
    transferContext: 'sip',
    finishKeys: 'hash',
    reportsFinishKey: true,
    hangUpLearnedBy: 'connection',
    // It would wait for ever; nobody stays on a silent line for so long.
    limits: { documentBytes: MOST_SCRIPT_BYTES, answerMs: 15_000 },
  },
};
