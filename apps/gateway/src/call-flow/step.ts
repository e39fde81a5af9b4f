import type { InformationItem } from '#libs/contracts';
import type { CallEvent } from '../telephony/call-event.js';
import type { Turn } from '../telephony/turn.js';
import type { CallState } from './call-state.js';
import type { ServiceReply, ServiceRequest } from './service-request.js';

/** What is written of a step: names of intents and outcomes, never keys (P1). */
export interface StepNote {
  /** `intent`, `prompted`, `slip`, `entry`, `verification`, `information`, `email`, `transfer`, `end`, `undefined-state`. */
  event: string;
  place: string;
  intent?: string;
  outcome?: string;
  /** The item that was given or refused, of `information` and `email`. */
  item?: InformationItem;
}

/** What the engine wants next: say something to the caller, ask a service first, or nothing more. */
export type EngineOutput =
  { kind: 'turn'; turn: Turn } | { kind: 'request'; request: ServiceRequest } | { kind: 'over' };

export interface Step {
  state: CallState;
  output: EngineOutput;
  /** Keys not used yet, at most 32; they live for one tick and are never stored. Handed back in with a service's reply. */
  keysAhead: string;
  notes: StepNote[];
}

/** No clock, network, provider or randomness inside: the simulator and a real call run the same function. */
export type Advance = (state: CallState, event: CallEvent | ServiceReply, keysAhead: string) => Step;
