import { commaList } from '#libs/config';
import { z } from 'zod';
import { AddressBlocks } from '../../../address-list.js';

/** FastAGI has no secret it could not do without; production wants one all the same ({@link asteriskProblems}). */
export const ASTERISK_SECRETS = {};

/** Settings of the Asterisk connection, read when `asterisk` is among `TELEPHONY_PROVIDERS`. */
export const AsteriskSettings = z.object({
  /** Where Asterisk reaches us: nothing on this line is encrypted, so an address of an inner network, or loopback behind a tunnel. */
  AGI_HOST: z.string().min(1).default('127.0.0.1'),
  /** 0 picks a free port. */
  AGI_PORT: z.coerce.number().int().min(0).max(65_535).default(4573),
  /** Addresses Asterisk may come from; everybody else is cut off before a byte is read (S19). */
  AGI_ALLOWED_ADDRESSES: AddressBlocks.default(['127.0.0.1', '::1']),
  /** What the dialplan holds in its variable IVR_SECRET; two, with a comma, while it is being changed. Unset: not asked for. */
  AGI_SECRET: z
    .string()
    .transform(commaList)
    .pipe(z.array(z.string().min(16)).min(1).max(4))
    .optional(),
  /** Calls at once. */
  AGI_MAX_CONNECTIONS: z.coerce.number().int().min(1).max(100_000).default(2_000),
  /** What a number without + and without 0 in front is: `international` (355691234567), or `asGiven`. */
  AGI_BARE_NUMBERS: z.enum(['international', 'asGiven']).default('international'),
  /** A folder Asterisk reads too: prompts are handed over as files. Unset: as addresses, which needs its media cache. */
  AGI_SOUNDS_DIR: z.string().min(1).optional(),
  /** The same folder as Asterisk sees it, if it sees it elsewhere. */
  AGI_SOUNDS_DIR_OF_ASTERISK: z
    .string()
    .regex(/^\/[\w./-]{1,200}$/, { error: 'must be an absolute path of letters, digits, / . _ -' })
    .optional(),
  /** Who accepted that Asterisk's media cache keeps sentences with clients' data; production asks without AGI_SOUNDS_DIR. */
  AGI_MEDIA_CACHE_ACCEPTED_BY: z.string().trim().min(1).max(200).optional(),
  /** How Asterisk dials a SIP address and a telephone number of the queues; {} stands for it. */
  AGI_DIAL_SIP: z
    .string()
    .regex(/^[\w./:@+{}-]{1,100}$/)
    .refine((pattern) => pattern.includes('{}'), { error: 'must contain {}' })
    .default('PJSIP/agents/{}'),
  AGI_DIAL_NUMBER: z
    .string()
    .regex(/^[\w./:@+{}-]{1,100}$/)
    .refine((pattern) => pattern.includes('{}'), { error: 'must contain {}' })
    .default('PJSIP/{}@trunk'),
  /** Context of the dialplan that puts the headers for the agent onto the call to them; `none` if there is no such. */
  AGI_AGENT_CONTEXT: z
    .string()
    .regex(/^[\w-]{1,80}$/)
    .default('ivr-agent'),
});
export type AsteriskSettings = z.output<typeof AsteriskSettings>;

/** What production refuses: a source address alone, as nobody signs on this line (S19), and balances that stay on a disk. */
export function asteriskProblems(settings: {
  AGI_SECRET?: unknown;
  AGI_SOUNDS_DIR?: unknown;
  AGI_MEDIA_CACHE_ACCEPTED_BY?: unknown;
  PROFILE: string;
}): [name: string, why: string][] {
  if (settings.PROFILE !== 'production') return [];
  const problems: [name: string, why: string][] = [];
  if (settings.AGI_SECRET === undefined)
    problems.push(['AGI_SECRET', 'is not set, but asterisk is among TELEPHONY_PROVIDERS']);
  if (settings.AGI_SOUNDS_DIR === undefined && settings.AGI_MEDIA_CACHE_ACCEPTED_BY === undefined)
    problems.push([
      'AGI_SOUNDS_DIR',
      'or AGI_MEDIA_CACHE_ACCEPTED_BY must be set: Asterisk would keep spoken balances',
    ]);
  return problems;
}

/** Injection token of {@link AsteriskOptions}. */
export const ASTERISK_OPTIONS = Symbol('ASTERISK_OPTIONS');

/** What the adapter works with. */
export interface AsteriskOptions {
  bankName: string;
  host: string;
  port: number;
  allowedAddresses: readonly string[];
  /** Empty: none is asked for. */
  secrets: readonly string[];
  maxConnections: number;
  bareNumbers: AsteriskSettings['AGI_BARE_NUMBERS'];
  /** Where sounds are put for Asterisk, and how it finds them; undefined: it fetches them itself. */
  sounds: { folder: string; asteriskFolder: string } | undefined;
  dialSip: string;
  dialNumber: string;
  /** Undefined: the agent is shown nothing. */
  agentContext: string | undefined;
}

/** The options for one set of settings. */
export function asteriskOptions(settings: AsteriskSettings & { BANK_NAME: string }): AsteriskOptions {
  const folder = settings.AGI_SOUNDS_DIR;
  const asteriskFolder = settings.AGI_SOUNDS_DIR_OF_ASTERISK ?? folder;
  return {
    bankName: settings.BANK_NAME,
    host: settings.AGI_HOST,
    port: settings.AGI_PORT,
    allowedAddresses: settings.AGI_ALLOWED_ADDRESSES,
    secrets: settings.AGI_SECRET ?? [],
    maxConnections: settings.AGI_MAX_CONNECTIONS,
    bareNumbers: settings.AGI_BARE_NUMBERS,
    sounds: folder === undefined || asteriskFolder === undefined ? undefined : { folder, asteriskFolder },
    dialSip: settings.AGI_DIAL_SIP,
    dialNumber: settings.AGI_DIAL_NUMBER,
    agentContext: settings.AGI_AGENT_CONTEXT === 'none' ? undefined : settings.AGI_AGENT_CONTEXT,
  };
}
