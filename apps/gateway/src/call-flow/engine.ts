import type { CallEvent } from '../telephony/call-event.js';
import { type CallState, newCall } from './call-state.js';
import { entryAnswered } from './digits.js';
import type { Flow } from './flow.schema.js';
import type { FlowSettings } from './flow-settings.js';
import { goOn, takeInput, takeSilence } from './keys.js';
import { goodbye, hangUp } from './places.js';
import { takeReply } from './replies.js';
import type { ServiceReply } from './service-request.js';
import type { Advance, EngineOutput, Step } from './step.js';
import { startTransfer, transferEnded } from './transfers.js';
import { note, say, UndefinedState, type Output, type Walk } from './walk.js';

/** Turns of one call, at most: no loop outlives it. */
const MOST_TURNS = 500;

/** The call flow engine of one flow version. */
export interface FlowEngine {
  readonly flowVersion: string;
  /** A call was answered. */
  begin: (callId: string, started: CallEvent & { kind: 'started' }) => Step;
  /** Something happened in a call: the caller, the provider, or a service that was asked. */
  advance: Advance;
  /** What is left when nothing else works: an apology and an agent (section 8). */
  lastResort: (state: CallState, at: number) => Step;
  /** Staff want the call to end: goodbye, and no more. */
  dismiss: (state: CallState, at: number) => Step;
}

/** Binds the engine to a flow that has passed the validator, and to the bank's settings. Pure. */
export function createEngine(flow: Flow, settings: FlowSettings): FlowEngine {
  const walkFrom = (state: CallState, at: number, keys: string): Walk => {
    const copy = structuredClone(state);
    const { spoken, keysDiscarded } = copy.untold ?? { spoken: [], keysDiscarded: false };
    delete copy.untold;
    const fresh = { notes: [], opening: false, informationDue: false };
    return { flow, settings, state: copy, at, keys, spoken, keysDiscarded, ...fresh };
  };

  const lastResort: FlowEngine['lastResort'] = (state, at) => {
    const walk = walkFrom(state, at, '');
    return stepOf(walk, apologise(walk));
  };

  return {
    flowVersion: flow.version,
    begin: (callId, started) => {
      const walk = walkFrom(newCall(callId, flow.start, started), started.at, '');
      walk.opening = true;
      return stepOf(walk, { kind: 'request', request: { kind: 'lookUpCallerNumber' } });
    },
    advance: (state, event, keysAhead) => {
      const walk = walkFrom(state, event.at, keysAhead);
      try {
        return stepOf(walk, handle(walk, event) ?? goOn(walk));
      } catch (error) {
        if (!(error instanceof UndefinedState)) throw error;
        const resort = lastResort(state, event.at);
        return {
          ...resort,
          notes: [
            ...walk.notes,
            { event: 'undefined-state', place: state.place, outcome: error.message },
            ...resort.notes,
          ],
        };
      }
    },
    lastResort,
    dismiss: (state, at) => {
      const walk = walkFrom(state, at, '');
      note(walk, 'ended-by-staff');
      say(walk, { prompt: 'goodbye' });
      return stepOf(walk, hangUp(walk, 'unavailable'));
    },
  };
}

function handle(walk: Walk, event: CallEvent | ServiceReply): Output {
  if (event.kind === 'ended') return ended(walk);
  if (walk.state.over)
    return { kind: 'turn', turn: { language: walk.state.language, notice: [], say: [], then: { kind: 'hangUp' } } };
  if (event.kind === 'reply') return afterReply(walk, event);
  walk.state.turns += 1;
  if (walk.state.turns > MOST_TURNS) return beyondCeiling(walk, event);
  switch (event.kind) {
    case 'started':
      throw new UndefinedState('a call begins once');
    case 'transferEnded':
      return transferEnded(walk, event);
    case 'input':
      return tooLong(walk) ? goodbye(walk, 'completed') : takeInput(walk, event);
    case 'noInput':
      return tooLong(walk) ? goodbye(walk, 'no_input') : takeSilence(walk);
  }
}

/** An agent, once; whatever comes of it, the call does not go on by itself. */
function beyondCeiling(walk: Walk, event: CallEvent): Output {
  if (event.kind === 'transferEnded') return transferEnded(walk, event) ?? hangUp(walk, 'error');
  return walk.state.turns === MOST_TURNS + 1 ? apologise(walk) : hangUp(walk, 'error');
}

/** After the first look-up the call begins; every other reply continues where it was asked. */
function afterReply(walk: Walk, reply: ServiceReply): Output {
  if (reply.to === 'lookUpCallerNumber' && walk.state.place === walk.flow.start) walk.opening = true;
  entryAnswered(walk);
  return takeReply(walk, reply);
}

function tooLong(walk: Walk): boolean {
  return walk.at - walk.state.startedAt > walk.settings.callMaxMs;
}

/** The caller is gone: nothing more is said. An outcome already reached stays; otherwise the caller hung up. */
function ended(walk: Walk): EngineOutput {
  const { state } = walk;
  state.outcome ??= state.hangUpMeans ?? 'caller_hangup';
  state.over = true;
  delete state.sealedPan;
  note(walk, 'end', { outcome: state.outcome });
  return { kind: 'over' };
}

/** An apology, then an agent; where not even that works, the end of the call (section 8). */
function apologise(walk: Walk): EngineOutput {
  say(walk, { prompt: 'error.apology' });
  try {
    const output = startTransfer(walk, 'general', 'error.apology', { complaint: false });
    if (output) return output;
  } catch (error) {
    if (!(error instanceof UndefinedState)) throw error;
  }
  return hangUp(walk, 'error');
}

function stepOf(walk: Walk, output: EngineOutput): Step {
  const { state, spoken, keysDiscarded, keys, notes } = walk;
  if (output.kind !== 'request') return { state, output, keysAhead: '', notes };
  if (spoken.length > 0 || keysDiscarded) state.untold = { spoken, keysDiscarded };
  return { state, output, keysAhead: keys, notes };
}
