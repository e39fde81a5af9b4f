import { commaList } from '#libs/config';
import { z } from 'zod';
import type { BareNumbers } from '../../party-number.js';
import { AddressBlocks } from '../../../address-list.js';

/** What the adapter cannot do without, and the sample the demo uses. */
export const VOICEXML_SECRETS = { VOICEXML_SECRET: 'demo-voicexml-secret' };

/** Session variables by their whole names, tried one after the other. Nothing else may stand in a document of ours. */
const SessionVariables = z
  .string()
  .transform(commaList)
  .pipe(
    z.array(
      z
        .string()
        .regex(/^session(?:\.[A-Za-z_]\w*){1,8}$/, { error: 'must be a variable such as session.telephone.ani' }),
    ),
  );

/** Settings of the VoiceXML connection, the profile of the bank's platform among them; README.md says which is which. */
export const VoiceXmlSettings = z.object({
  /** Part of every address the platform calls; two, with a comma, while it is being changed. */
  VOICEXML_SECRET: z
    .string()
    .transform(commaList)
    .pipe(
      z
        .array(z.string().regex(/^[\w-]{20,128}$/, { error: 'must be 20 to 128 of A–Z a–z 0–9 _ -' }))
        .min(1)
        .max(2),
    )
    .optional(),
  /** Where requests may come from; unset: from anywhere. Only what connects to us counts, so no proxy may stand between. */
  VOICEXML_ALLOWED_ADDRESSES: AddressBlocks.optional(),
  /** How keys are described: the standard's grammars, those of the platform, or Cisco's own, also without classes. */
  VOICEXML_GRAMMAR: z.enum(['srgs', 'builtin', 'cisco-regex', 'cisco-dots']).default('srgs'),
  /** The platform's own properties that hide digits, `name=value`, separated by commas. */
  VOICEXML_SENSITIVE_PROPERTIES: z
    .string()
    .transform(commaList)
    .pipe(z.array(z.string().regex(/^[A-Za-z][\w.-]*=[\w.-]+$/, { error: 'must be name=value, separated by commas' })))
    .transform((all) => all.map((item) => item.split('=') as [name: string, value: string]))
    .default([]),
  /** What the platform plays: G.711 or 16-bit PCM in WAV files. */
  VOICEXML_AUDIO: z.enum(['wav-mulaw', 'wav-alaw', 'wav-pcm16']).default('wav-mulaw'),
  VOICEXML_CONTENT_TYPE: z.enum(['application/voicexml+xml', 'text/xml']).default('application/voicexml+xml'),
  /** Session variables that hold the caller, the dialled number and the platform's own id of the call. */
  VOICEXML_CALLER_VARIABLES: SessionVariables.default(['session.connection.remote.uri', 'session.telephone.ani']),
  VOICEXML_DIALLED_VARIABLES: SessionVariables.default(['session.connection.local.uri', 'session.telephone.dnis']),
  VOICEXML_CALL_ID_VARIABLES: SessionVariables.default([]),
  /** `international`: bare digits are whole international numbers without their `+`. */
  VOICEXML_NUMBERS: z.enum(['as-given', 'international']).default('as-given'),
  /** How callers reach agents. Only `bridge` and `consultation` can come back when nobody answers. */
  VOICEXML_TRANSFER: z.enum(['bridge', 'consultation', 'blind', 'none']).default('bridge'),
  /** Where the agent's context goes: application-to-application data, headers in the SIP address, or nowhere. */
  VOICEXML_TRANSFER_CONTEXT: z.enum(['aai', 'headers', 'none']).default('aai'),
  /** A language the platform has; the language of the call is a matter of our audio. */
  VOICEXML_DOCUMENT_LANGUAGE: z
    .string()
    .regex(/^[a-z]{2}(?:-[A-Z]{2})?$/)
    .default('en-US'),
});
export type VoiceXmlSettings = z.output<typeof VoiceXmlSettings>;

/** Injection token of {@link VoiceXmlOptions}. */
export const VOICEXML_OPTIONS = Symbol('VOICEXML_OPTIONS');

/** What the adapter works with. */
export interface VoiceXmlOptions {
  /** Our address as the platform calls it, without a slash at its end. */
  publicUrl: string;
  secrets: readonly string[];
  /** Undefined: requests may come from anywhere. */
  allowedAddresses: readonly string[] | undefined;
  bankName: string;
  audio: VoiceXmlSettings['VOICEXML_AUDIO'];
  contentType: VoiceXmlSettings['VOICEXML_CONTENT_TYPE'];
  grammar: VoiceXmlSettings['VOICEXML_GRAMMAR'];
  sensitiveProperties: readonly (readonly [name: string, value: string])[];
  callerVariables: readonly string[];
  dialledVariables: readonly string[];
  callIdVariables: readonly string[];
  numbers: BareNumbers;
  transfer: VoiceXmlSettings['VOICEXML_TRANSFER'];
  transferContext: VoiceXmlSettings['VOICEXML_TRANSFER_CONTEXT'];
  documentLanguage: string;
}
