import type { TelephonyProvider } from '../../telephony-provider.js';

/** What FreeSWITCH can do over `mod_httapi`; README.md says how each point was confirmed. */
export const FREESWITCH: TelephonyProvider = {
  name: 'freeswitch',
  capabilities: {
    voices: [],
    bargeInControl: 'keysKept',
    separateTimers: true,
    typeAhead: 'acrossSteps',
    masking: 'perStep',
    recordingPause: false,
    transferContext: 'every',
    finishKeys: 'both',
    reportsFinishKey: true,
    hangUpLearnedBy: 'statusCallback',
    limits: { documentBytes: 1_000_000, answerMs: 10_000 },
  },
};
