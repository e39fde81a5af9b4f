import type { PhoneLine, Stage, World } from '../../phone-line.js';
import { queueOf, type QueuesByName } from '../heard/queues.js';
import { type ReadSaid, WhatWasSaid } from '../heard/what-was-said.js';
import { VoiceXmlLine, type VoiceXmlLineParts } from './voicexml-line.js';
import type { VoiceXmlPlatform } from './voicexml-requests.js';

/** How a platform of the demo is set up. */
export const DEMO_PLATFORM = { secret: 'demo-voicexml-secret', serviceNumber: '+35542000000' } as const;

export interface VoiceXmlStageOptions {
  platform: VoiceXmlPlatform;
  bankName: string;
  /** Destination of each queue; without it only destinations are seen. */
  queues?: QueuesByName;
  readSaid?: ReadSaid;
  outcomeOf?: (sid: string) => Promise<string | undefined>;
  world?: World;
}

/** A gateway, telephoned over a VoiceXML browser. */
export function voicexmlStage(options: VoiceXmlStageOptions): Stage {
  const { platform, queues, outcomeOf } = options;
  const parts: Omit<VoiceXmlLineParts, 'from'> = {
    platform,
    said: new WhatWasSaid(options.bankName, platform.publicUrl, options.readSaid),
    queueOf: (destination) => queueOf(destination, queues ?? {}),
    ...(outcomeOf ? { outcomeOf } : {}),
  };
  return {
    name: 'voicexml',
    sees: { queue: queues !== undefined, context: true, outcome: outcomeOf !== undefined },
    repeats: true,
    dial: (callerNumber): PhoneLine => new VoiceXmlLine({ ...parts, from: callerNumber }),
    world: options.world ?? {},
  };
}
