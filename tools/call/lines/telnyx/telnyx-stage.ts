import type { Stage } from '../../phone-line.js';
import { documentStage, type DocumentStageOptions } from '../documents/document-stage.js';
import { type TelnyxAccount, telnyxLeg } from './telnyx-leg.js';

/** What an application of the demo is set to. */
export const DEMO_APPLICATION = {
  connectionId: '1568109700606592442',
  serviceNumber: '+35542000000',
  onSilence: 'fallsThrough',
} as const;

export interface TelnyxStageOptions extends DocumentStageOptions {
  account: TelnyxAccount;
}

/** A gateway, telephoned over Telnyx as its protocol sheet describes it, not as our adapter does. */
export function telnyxStage({ account, ...options }: TelnyxStageOptions): Stage {
  // A withheld number arrives as a word.
  const legOf = (callerNumber: string) => telnyxLeg(account, callerNumber === '' ? 'anonymous' : callerNumber);
  return documentStage({ name: 'telnyx', publicUrl: account.publicUrl, showsContext: true, legOf }, options);
}
