import type { FlowEngine } from '../call-flow/engine.js';
import type { CallState } from '../call-flow/call-state.js';
import type { ServiceReply, ServiceRequest } from '../call-flow/service-request.js';
import type { Step, StepNote } from '../call-flow/step.js';
import type { Turn } from '../telephony/turn.js';
import { hangUp } from './last-resort.js';

/** Questions of one step, at most; more means that the flow runs in a circle. */
const MOST_REQUESTS = 16;

/** The flow asks without end. */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests';
}

/** What a step came to. */
export interface WalkedStep {
  state: CallState;
  turn: Turn;
  notes: StepNote[];
}

/**
 * Asks what a step needs to know, one question after the other, until there is something to say.
 * @param ask the last parameter counts the questions of the same kind in this step, from 1.
 * @throws TooManyRequests, and what the engine throws.
 */
export async function walkStep(
  engine: FlowEngine,
  first: Step,
  ask: (request: ServiceRequest, state: CallState, ordinal: number) => Promise<ServiceReply>,
): Promise<WalkedStep> {
  const notes = [...first.notes];
  const asked: string[] = [];
  let step = first;
  while (asked.length < MOST_REQUESTS) {
    const { state, output } = step;
    if (output.kind === 'turn') return { state, turn: output.turn, notes };
    if (output.kind === 'over') return { state, turn: hangUp(state.language), notes };
    asked.push(output.request.kind);
    const ordinal = asked.filter((kind) => kind === output.request.kind).length;
    const reply = await ask(output.request, state, ordinal);
    step = engine.advance(state, reply, step.keysAhead);
    notes.push(...step.notes);
  }
  throw new TooManyRequests(`more than ${MOST_REQUESTS}`);
}
