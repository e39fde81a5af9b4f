import type { Stage } from '../../phone-line.js';
import { documentStage, type DocumentStageOptions } from '../documents/document-stage.js';
import { type SignalwireAccount, signalwireLeg } from './signalwire-leg.js';

/** What a project of the demo is set to. */
export const DEMO_PROJECT = {
  signingKey: 'demo-signalwire-secret',
  projectId: 'b3877c40-da60-4998-90ad-b792e9840001',
  serviceNumber: '+35542000000',
} as const;

export interface SignalwireStageOptions extends DocumentStageOptions {
  account: SignalwireAccount;
}

/** A gateway, telephoned over SignalWire as its protocol sheet describes it, not as our adapter does. */
export function signalwireStage({ account, ...options }: SignalwireStageOptions): Stage {
  // A withheld number arrives as a word.
  const legOf = (callerNumber: string) => signalwireLeg(account, callerNumber === '' ? 'anonymous' : callerNumber);
  return documentStage({ name: 'signalwire', publicUrl: account.publicUrl, showsContext: true, legOf }, options);
}
