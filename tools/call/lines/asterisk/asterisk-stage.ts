import type { Stage, World } from '../../phone-line.js';
import { queueOf, type QueuesByName } from '../heard/queues.js';
import { type ReadSaid, WhatWasSaid } from '../heard/what-was-said.js';
import type { AsteriskSwitch } from './asterisk-channel.js';
import { AsteriskLine } from './asterisk-line.js';

export interface AsteriskStageOptions {
  at: AsteriskSwitch;
  bankName: string;
  /** Where the gateway is told to be reached; addresses of sounds begin so. */
  publicUrl: string;
  queues?: QueuesByName;
  readSaid?: ReadSaid;
  everythingTwice?: boolean;
  outcomeOf?: (uniqueId: string) => Promise<string | undefined>;
  world?: World;
}

/** A gateway, telephoned over Asterisk. */
export function asteriskStage(options: AsteriskStageOptions): Stage {
  const { at, queues, outcomeOf, everythingTwice = false } = options;
  const said = new WhatWasSaid(options.bankName, options.publicUrl, options.readSaid);
  const isSip = Object.values(queues ?? {}).every(({ destination }) => destination.startsWith('sip'));
  return {
    name: 'asterisk',
    sees: { queue: queues !== undefined, context: queues !== undefined && isSip, outcome: outcomeOf !== undefined },
    repeats: true,
    dial: (callerNumber) =>
      new AsteriskLine({
        at,
        said,
        everythingTwice,
        from: callerNumber,
        queueOf: (destination) => queueOf(destination, queues ?? {}),
        ...(outcomeOf ? { outcomeOf } : {}),
      }),
    world: options.world ?? {},
  };
}
