import type { PhoneLine, Stage, World } from '../../phone-line.js';
import { queueOf, type QueuesByName } from '../heard/queues.js';
import { type ReadSaid, WhatWasSaid } from '../heard/what-was-said.js';
import { JambonzLine, type JambonzLineParts } from './jambonz-line.js';
import type { JambonzAccount } from './jambonz-requests.js';

/** What an account of the demo is set to. */
export const DEMO_JAMBONZ = { webhookSecret: 'demo-jambonz-secret', serviceNumber: '35542000000' } as const;

export interface JambonzStageOptions {
  account: JambonzAccount;
  bankName: string;
  /** Destination of each queue; without it only destinations are seen. */
  queues?: QueuesByName;
  readSaid?: ReadSaid;
  outcomeOf?: (callSid: string) => Promise<string | undefined>;
  world?: World;
}

/** A gateway, telephoned over jambonz. */
export function jambonzStage(options: JambonzStageOptions): Stage {
  const { account, queues, outcomeOf } = options;
  const parts: Omit<JambonzLineParts, 'from'> = {
    account,
    said: new WhatWasSaid(options.bankName, account.publicUrl, options.readSaid),
    queueOf: (destination) => queueOf(destination, queues ?? {}),
    ...(outcomeOf ? { outcomeOf } : {}),
  };
  const isSip = Object.values(queues ?? {}).every(({ destination }) => destination.startsWith('sip'));
  return {
    name: 'jambonz',
    sees: { queue: queues !== undefined, context: queues !== undefined && isSip, outcome: outcomeOf !== undefined },
    repeats: true,
    // A trunk gives digits without a sign, and a word for a withheld number.
    dial: (callerNumber): PhoneLine =>
      new JambonzLine({ ...parts, from: callerNumber === '' ? 'anonymous' : callerNumber.replace(/^\+/, '') }),
    world: options.world ?? {},
  };
}
