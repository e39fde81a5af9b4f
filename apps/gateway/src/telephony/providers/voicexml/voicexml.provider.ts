import type { TelephonyProvider } from '../../telephony-provider.js';

/** How long a document waits for the next one, seconds; longer than any answer takes. */
export const FETCH_SECONDS = 15;

/** What a VoiceXML platform can do with our documents; README.md says how each point was confirmed. */
export const VOICEXML: TelephonyProvider = {
  name: 'voicexml',
  capabilities: {
    voices: [],
    bargeInControl: 'keysLost',
    separateTimers: true,
    typeAhead: 'acrossSteps',
    masking: 'perStep',
    recordingPause: false,
    transferContext: 'every',
    finishKeys: 'both',
    reportsFinishKey: true,
    hangUpLearnedBy: 'statusCallback',
    limits: { documentBytes: 64_000, answerMs: FETCH_SECONDS * 1_000 },
  },
};
