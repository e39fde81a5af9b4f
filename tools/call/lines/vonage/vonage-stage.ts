import type { PhoneLine, Stage, World } from '../../phone-line.js';
import { queueOf, type QueuesByName } from '../heard/queues.js';
import { type ReadSaid, WhatWasSaid } from '../heard/what-was-said.js';
import { VonageLine, type VonageLineParts } from './vonage-line.js';
import type { VonageAccount } from './vonage-requests.js';

/** What an account of the demo is set to. */
export const DEMO_VONAGE = {
  secret: 'demo-vonage-secret',
  apiKey: 'a1b2c3d4',
  applicationId: 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab',
  serviceNumber: '35542000000',
} as const;

export interface VonageStageOptions {
  account: VonageAccount;
  bankName: string;
  /** Destination of each queue; without it only destinations are seen. */
  queues?: QueuesByName;
  readSaid?: ReadSaid;
  endsWhenFull?: boolean;
  outcomeOf?: (conversationUuid: string) => Promise<string | undefined>;
  world?: World;
}

/** A gateway, telephoned over Vonage. */
export function vonageStage(options: VonageStageOptions): Stage {
  const { account, queues, outcomeOf, endsWhenFull = true } = options;
  const parts: Omit<VonageLineParts, 'from'> = {
    account,
    said: new WhatWasSaid(options.bankName, account.publicUrl, options.readSaid),
    endsWhenFull,
    queueOf: (destination) => queueOf(destination, queues ?? {}),
    ...(outcomeOf ? { outcomeOf } : {}),
  };
  const isSip = Object.values(queues ?? {}).every(({ destination }) => destination.startsWith('sip'));
  return {
    name: 'vonage',
    sees: { queue: queues !== undefined, context: queues !== undefined && isSip, outcome: outcomeOf !== undefined },
    repeats: true,
    dial: (callerNumber): PhoneLine =>
      new VonageLine({ ...parts, from: callerNumber === '' ? 'anonymous' : callerNumber.replace(/^\+/, '') }),
    world: options.world ?? {},
  };
}
