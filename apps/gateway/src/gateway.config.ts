import { AuditSettings } from '#libs/audit';
import { CommonSettings, Switch } from '#libs/config';
import { z } from 'zod';
import { AddressBlocks } from './address-list.js';
import { AdministrationSettings, administrationFlaws } from './administration/administration.config.js';
import { AudioSettings } from './audio/audio.config.js';
import type { FlowSettings } from './call-flow/flow-settings.js';
import type { Queues } from './queues.js';
import { ProviderSettings, secretProblems, withDemoSamples } from './telephony/provider-settings.js';

const whole = (least: number, most: number, usual: number) =>
  z.coerce.number().int().min(least).max(most).default(usual);

/** Where the gateway listens and how much a stranger may hold of it (S22). */
const HttpSettings = z.object({
  GATEWAY_HOST: z.string().min(1).default('127.0.0.1'),
  /** 0 picks a free port. */
  GATEWAY_PORT: whole(0, 65_535, 3000),
  /** Connections at once, all together. */
  GATEWAY_MAX_CONNECTIONS: whole(1, 100_000, 2_000),
  /** Connections at once from one address. */
  GATEWAY_MAX_CONNECTIONS_PER_ADDRESS: whole(1, 100_000, 64),
  /** Addresses and blocks of our own proxies, from which many connections are no sign of anything. */
  GATEWAY_PROXIES: z.string().default('127.0.0.1,::1').pipe(AddressBlocks),
  /** Connections to PostgreSQL. */
  GATEWAY_DATABASE_CONNECTIONS: whole(1, 200, 10),
});

/** How calls go; names and defaults are those of requirements 13. */
const CallSettings = z.object({
  BANK_TIMEZONE: z
    .string()
    .default('Europe/Tirane')
    .refine(isTimeZone, { error: 'is not a time zone such as Europe/Tirane' }),
  /** The bank's own call flow, YAML; unset: the one that comes with the platform. */
  FLOW_FILE: z.string().min(1).optional(),
  /** Where each queue of agents is reached and when, YAML; demo-queues.yaml shows the form. */
  QUEUES_FILE: z.string().min(1).optional(),
  /** Milliseconds of silence after a prompt: at the language choice, in a menu, before the first digit of an entry. */
  INPUT_LANGUAGE_TIMEOUT_MS: whole(1_000, 30_000, 5_000),
  INPUT_MENU_TIMEOUT_MS: whole(1_000, 60_000, 7_000),
  INPUT_FIRST_DIGIT_MS: whole(1_000, 60_000, 10_000),
  /** Milliseconds between the digits of an entry. */
  INPUT_INTER_DIGIT_MS: whole(1_000, 30_000, 5_000),
  /** Silence of a verified call after which it ends, milliseconds. */
  INPUT_MAX_SILENCE_TOTAL_MS: whole(10_000, 300_000, 240_000),
  /** The automatic part of a call, minutes. */
  CALL_MAX_MINUTES: whole(1, 120, 20),
  /** Wrong or missing entries of the same digits before the way out. */
  ENTRY_MAX_ERRORS: whole(1, 10, 3),
  /** How many of the last card transactions are read out. */
  CARDS_SPOKEN_TRANSACTIONS: whole(1, 5, 1),
  /** Says that calls may be recorded and how data are processed, after the language choice (D39). */
  PRIVACY_NOTICE: Switch.default(false),
  /** Says before the first menu that some services may not be available (P13). */
  EMERGENCY_ANNOUNCEMENT: Switch.default(false),
  /** Which PIN callers are asked for; the same setting as auth's (D30). */
  PIN_KIND: z.enum(['card', 'telephone']).default('card'),
  /** What a withheld number means; the same setting as auth's (D11). */
  WITHHELD_NUMBER: z.enum(['refuse', 'as_unregistered']).default('refuse'),
  /** Data older than this is announced with its time, minutes (D46). */
  DATA_MAX_AGE_MINUTES: whole(1, 24 * 60, 15),
  /** No verification is answered sooner after its last digit, milliseconds; at least 1000 in production (S13). */
  VERIFY_RESPONSE_TIME_MS: whole(0, 5_000, 1_000),
  /** How long a service may take to answer, milliseconds; all questions of one step together 3,300. */
  SERVICE_DEADLINE_MS: whole(100, 4_000, 4_000),
});

/** The name of the invented bank, which callers would hear. */
const SAMPLE_BANK_NAME = 'Banka Demo';

/** How long all questions of one event may take, milliseconds; what follows has room within `service.deadline`. */
const STEP_BUDGET_MS = 3_300;
/** When whoever called is answered, milliseconds: heard within `service.deadline` (4 s) on a machine that is busy too. */
const ANSWER_WITHIN_MS = 3_850;

/** Every variable the gateway reads; nothing else here reads the environment. */
export const GatewayVariables = z.object({
  ...CommonSettings.shape,
  ...HttpSettings.shape,
  ...AuditSettings.shape,
  ...AdministrationSettings.shape,
  ...AudioSettings.shape,
  ...CallSettings.shape,
  ...ProviderSettings.shape,
});

/** What the gateway runs with. */
export const GatewaySettings = z
  .record(z.string(), z.unknown())
  .transform(withDemoSamples)
  .pipe(GatewayVariables)
  .transform((settings) => ({
    ...settings,
    SIMULATOR: settings.SIMULATOR ?? settings.PROFILE === 'demo',
  }))
  .superRefine((settings, context) => {
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    for (const [name, why] of secretProblems(settings)) refuse(name, why);
    for (const { name, message } of administrationFlaws(settings)) refuse(name, message);
    if (settings.PROFILE !== 'production') return;
    if (!settings.PUBLIC_URL.startsWith('https://')) refuse('PUBLIC_URL', 'must be an https address in production');
    if (settings.BANK_NAME === SAMPLE_BANK_NAME) refuse('BANK_NAME', 'is the sample of the demo');
    if (settings.QUEUES_FILE === undefined) refuse('QUEUES_FILE', 'is not set');
    if (settings.VERIFY_RESPONSE_TIME_MS < 1_000)
      refuse('VERIFY_RESPONSE_TIME_MS', 'must be at least 1000 in production');
  });
export type GatewaySettings = z.output<typeof GatewaySettings>;

/** The choices the call flow depends on. */
export function flowSettingsOf(settings: GatewaySettings, queues: Queues): FlowSettings {
  return {
    timeZone: settings.BANK_TIMEZONE,
    timers: {
      languageMs: settings.INPUT_LANGUAGE_TIMEOUT_MS,
      menuMs: settings.INPUT_MENU_TIMEOUT_MS,
      firstDigitMs: settings.INPUT_FIRST_DIGIT_MS,
      interDigitMs: settings.INPUT_INTER_DIGIT_MS,
      maxSilenceTotalMs: settings.INPUT_MAX_SILENCE_TOTAL_MS,
    },
    callMaxMs: settings.CALL_MAX_MINUTES * 60_000,
    entryMaxErrors: settings.ENTRY_MAX_ERRORS,
    spokenTransactions: settings.CARDS_SPOKEN_TRANSACTIONS,
    privacyNotice: settings.PRIVACY_NOTICE,
    emergencyAnnouncement: settings.EMERGENCY_ANNOUNCEMENT,
    pinKind: settings.PIN_KIND,
    withheldNumber: settings.WITHHELD_NUMBER,
    dataMaxAgeMs: settings.DATA_MAX_AGE_MINUTES * 60_000,
    queues,
  };
}

/** How long one event may take, and no verification less. */
export function runnerOptionsOf(settings: GatewaySettings) {
  return {
    verifyResponseMs: settings.VERIFY_RESPONSE_TIME_MS,
    serviceDeadlineMs: settings.SERVICE_DEADLINE_MS,
    stepBudgetMs: STEP_BUDGET_MS,
    answerWithinMs: ANSWER_WITHIN_MS,
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
