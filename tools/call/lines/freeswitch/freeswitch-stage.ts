import type { PhoneLine, Stage, World } from '../../phone-line.js';
import { queueOf, type QueuesByName } from '../heard/queues.js';
import { type ReadSaid, WhatWasSaid } from '../heard/what-was-said.js';
import { FreeSwitchLine, type FreeSwitchLineParts } from './freeswitch-line.js';
import type { FreeSwitch } from './freeswitch-requests.js';

/** How a switch of the demo is set up. */
export const DEMO_SWITCH = {
  user: 'freeswitch',
  password: 'demo-freeswitch-secret',
  serviceNumber: '+35542000000',
} as const;

export interface FreeSwitchStageOptions {
  settings: FreeSwitch;
  bankName: string;
  /** Destination of each queue; without it only destinations are seen. */
  queues?: QueuesByName;
  readSaid?: ReadSaid;
  outcomeOf?: (sessionId: string) => Promise<string | undefined>;
  world?: World;
}

/** A gateway, telephoned over FreeSWITCH. */
export function freeswitchStage(options: FreeSwitchStageOptions): Stage {
  const { settings, queues, outcomeOf } = options;
  const parts: Omit<FreeSwitchLineParts, 'from'> = {
    settings,
    said: new WhatWasSaid(options.bankName, settings.publicUrl, options.readSaid),
    queueOf: (destination) => queueOf(destination, queues ?? {}),
    ...(outcomeOf ? { outcomeOf } : {}),
  };
  return {
    name: 'freeswitch',
    sees: { queue: queues !== undefined, context: true, outcome: outcomeOf !== undefined },
    repeats: true,
    dial: (callerNumber): PhoneLine => new FreeSwitchLine({ ...parts, from: callerNumber }),
    world: options.world ?? {},
  };
}
