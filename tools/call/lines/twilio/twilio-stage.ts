import type { PhoneLine, Stage, World } from '../../phone-line.js';
import { TwilioLine, type TwilioLineParts } from './twilio-line.js';
import type { TwilioAccount } from './twilio-requests.js';
import { queueOf, type QueuesByName } from '../heard/queues.js';
import { type ReadSaid, WhatWasSaid } from '../heard/what-was-said.js';

/** What an account of the demo is set to. */
export const DEMO_ACCOUNT = {
  authToken: 'demo-twilio-auth-token',
  accountSid: `AC${'0'.repeat(31)}1`,
  serviceNumber: '+35542000000',
} as const;

export interface TwilioStageOptions {
  account: TwilioAccount;
  bankName: string;
  /** Destination of each queue; without it only destinations are seen. */
  queues?: QueuesByName;
  readSaid?: ReadSaid;
  keysBetweenAnswers?: 'kept' | 'lost';
  outcomeOf?: (callSid: string) => Promise<string | undefined>;
  world?: World;
}

/** A gateway, telephoned over Twilio. */
export function twilioStage(options: TwilioStageOptions): Stage {
  const { account, queues, outcomeOf, keysBetweenAnswers = 'kept' } = options;
  const said = new WhatWasSaid(options.bankName, account.publicUrl, options.readSaid);
  const parts: Omit<TwilioLineParts, 'from'> = {
    account,
    said,
    keysBetweenAnswers,
    queueOf: (destination) => queueOf(destination, queues ?? {}),
    ...(outcomeOf ? { outcomeOf } : {}),
  };
  return {
    name: 'twilio',
    sees: { queue: queues !== undefined, context: isSip(queues), outcome: outcomeOf !== undefined },
    repeats: true,
    // A withheld number arrives as a word.
    dial: (callerNumber): PhoneLine =>
      new TwilioLine({ ...parts, from: callerNumber === '' ? 'anonymous' : callerNumber }),
    world: options.world ?? {},
  };
}

/** Only a SIP address carries what the agent is shown. */
function isSip(queues: TwilioStageOptions['queues']): boolean {
  return queues !== undefined && Object.values(queues).every(({ destination }) => destination.startsWith('sip'));
}
