import type { PhoneLine, Stage, World } from '../../phone-line.js';
import { queueOf, type QueuesByName } from '../heard/queues.js';
import { type ReadSaid, WhatWasSaid } from '../heard/what-was-said.js';
import { DocumentLine, type Leg } from './document-line.js';

/** What a stage of any provider with documents is built on. */
export interface DocumentStageOptions {
  bankName: string;
  /** Destination of each queue; without it only destinations are seen. */
  queues?: QueuesByName;
  readSaid?: ReadSaid;
  keysBetweenAnswers?: 'kept' | 'lost';
  outcomeOf?: (callId: string) => Promise<string | undefined>;
  world?: World;
}

/** What the provider adds. */
interface DocumentNetwork {
  name: string;
  publicUrl: string;
  /** Whether a SIP destination shows the agent what we tell. */
  showsContext: boolean;
  /** How the provider writes a number that called; empty: withheld. */
  legOf: (callerNumber: string) => Leg;
}

/** A gateway, telephoned over a provider that asks for documents. */
export function documentStage(network: DocumentNetwork, options: DocumentStageOptions): Stage {
  const { queues, outcomeOf, keysBetweenAnswers = 'kept' } = options;
  const said = new WhatWasSaid(options.bankName, network.publicUrl, options.readSaid);
  return {
    name: network.name,
    sees: {
      queue: queues !== undefined,
      context: network.showsContext && isSip(queues),
      outcome: outcomeOf !== undefined,
    },
    repeats: true,
    dial: (callerNumber): PhoneLine =>
      new DocumentLine({
        leg: network.legOf(callerNumber),
        said,
        keysBetweenAnswers,
        queueOf: (destination) => queueOf(destination, queues ?? {}),
        ...(outcomeOf ? { outcomeOf } : {}),
      }),
    world: options.world ?? {},
  };
}

/** Only a SIP address carries what the agent is shown. */
function isSip(queues: QueuesByName | undefined): boolean {
  return queues !== undefined && Object.values(queues).every(({ destination }) => destination.startsWith('sip'));
}
