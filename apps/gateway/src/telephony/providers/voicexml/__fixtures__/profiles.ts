import type { VoiceXmlOptions } from '../voicexml.config.js';

/** A platform that keeps to the standard. */
export const STANDARD_PROFILE: Omit<VoiceXmlOptions, 'secrets' | 'allowedAddresses'> = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  audio: 'wav-mulaw',
  contentType: 'application/voicexml+xml',
  grammar: 'srgs',
  sensitiveProperties: [],
  callerVariables: ['session.connection.remote.uri', 'session.telephone.ani'],
  dialledVariables: ['session.connection.local.uri', 'session.telephone.dnis'],
  callIdVariables: [],
  numbers: 'asGiven',
  transfer: 'bridge',
  transferContext: 'aai',
  documentLanguage: 'en-US',
};
