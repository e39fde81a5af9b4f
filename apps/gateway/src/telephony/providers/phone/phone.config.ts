import type { Profile } from '#libs/config';
import { z } from 'zod';

/** Settings of the phone in the browser. */
export const PhoneSettings = z.object({
  /** The bank's published number, as the phone dials it. */
  PHONE_DIALLED_NUMBER: z
    .string()
    .regex(/^\+[1-9]\d{7,14}$/, { error: 'must be a number in international form' })
    .default('+35542000000'),
  /** The invented bank whose clients the phone offers in the demo; unset: `demo/bank.json` of this repository. */
  DEMO_BANK_FILE: z.string().min(1).optional(),
});
export type PhoneSettings = z.output<typeof PhoneSettings>;

/** Injection token of {@link PhoneOptions}. */
export const PHONE_OPTIONS = Symbol('PHONE_OPTIONS');

/** What the adapter works with. */
export interface PhoneOptions {
  /** Our address as browsers call it, without a slash at its end. */
  readonly publicUrl: string;
  readonly bankName: string;
  readonly dialledNumber: string;
  /**
   * Whether the page may say which number it calls from. Only in the demo: nobody signs what a browser sends, and a number
   * of a real client is half of an identification (S16, S19). In production every such call has its number withheld.
   */
  readonly presentsNumbers: boolean;
  readonly demoBankFile: string | undefined;
}

/** The options for one set of settings. */
export function phoneOptions(
  settings: PhoneSettings & { PUBLIC_URL: string; BANK_NAME: string; PROFILE: Profile },
): PhoneOptions {
  return {
    publicUrl: settings.PUBLIC_URL,
    bankName: settings.BANK_NAME,
    dialledNumber: settings.PHONE_DIALLED_NUMBER,
    presentsNumbers: settings.PROFILE === 'demo',
    demoBankFile: settings.DEMO_BANK_FILE,
  };
}
