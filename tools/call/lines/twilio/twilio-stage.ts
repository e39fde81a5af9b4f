import type { Stage } from '../../phone-line.js';
import { documentStage, type DocumentStageOptions } from '../documents/document-stage.js';
import { type TwilioAccount, twilioLeg } from './twilio-leg.js';

/** What an account of the demo is set to. */
export const DEMO_ACCOUNT = {
  authToken: 'demo-twilio-auth-token',
  accountSid: `AC${'0'.repeat(31)}1`,
  serviceNumber: '+35542000000',
} as const;

export interface TwilioStageOptions extends DocumentStageOptions {
  account: TwilioAccount;
}

/**
 * A gateway, telephoned over Twilio as its protocol sheet describes it, not as our adapter does. Whether keys pressed
 * between two answers are kept, Twilio's documentation does not say.
 */
export function twilioStage({ account, ...options }: TwilioStageOptions): Stage {
  // A withheld number arrives as a word.
  const legOf = (callerNumber: string) => twilioLeg(account, callerNumber === '' ? 'anonymous' : callerNumber);
  return documentStage({ name: 'twilio', publicUrl: account.publicUrl, showsContext: true, legOf }, options);
}
