import type { TelephonyProvider } from '../../telephony-provider.js';

/** What the phone in the browser can do: all that a good telephone line can. */
export const PHONE: TelephonyProvider = {
  name: 'phone',
  capabilities: {
    // It plays our audio; where there is none it shows the text, and lets the browser say English.
    voices: [],
    bargeInControl: 'keysKept',
    separateTimers: true,
    typeAhead: 'acrossSteps',
    masking: 'perStep',
    recordingPause: true,
    transferContext: 'every',
    finishKeys: 'both',
    reportsFinishKey: true,
    hangUpLearnedBy: 'statusCallback',
    limits: { documentBytes: 1_000_000, answerMs: 15_000 },
  },
};
