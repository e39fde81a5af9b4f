import type { Stage } from '../../phone-line.js';
import { documentStage, type DocumentStageOptions } from '../documents/document-stage.js';
import { type PlivoAccount, plivoLeg } from './plivo-leg.js';

/** What an account of the demo is set to. */
export const DEMO_PLIVO = {
  authToken: 'demo-plivo-secret',
  authId: 'MAFAKEFAKEFAKEFAKE00',
  serviceNumber: '+35542000000',
} as const;

export interface PlivoStageOptions extends DocumentStageOptions {
  account: PlivoAccount;
}

/** A gateway, telephoned over Plivo as its protocol sheet describes it, not as our adapter does. */
export function plivoStage({ account, ...options }: PlivoStageOptions): Stage {
  // A withheld number arrives as a word.
  const legOf = (callerNumber: string) => plivoLeg(account, callerNumber === '' ? 'anonymous' : callerNumber);
  return documentStage({ name: 'plivo', publicUrl: account.publicUrl, showsContext: true, legOf }, options);
}
