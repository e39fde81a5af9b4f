import type { CallEvent } from '../telephony/call-event.js';
import type { TransferContext } from '../telephony/turn.js';
import type { PromptId } from '#libs/speech';
import type { QueueSettings } from './flow-settings.js';
import { isOpen, nextOpening } from './opening-hours.js';
import { hangUp, moveTo } from './places.js';
import { discardKeysAhead, note, say, takeSpoken, UndefinedState, type Output, type Walk } from './walk.js';

/** The queue whose callers are never turned away by hours (6.2). */
const ALWAYS_OPEN = 'lost_card';

function queueOf(walk: Walk, name: string): { settings: QueueSettings; say: string; tries: number } {
  const settings = walk.settings.queues[name];
  const queue = walk.flow.queues[name];
  if (!settings || !queue) throw new UndefinedState(`no queue ${name}`);
  return { settings, ...queue };
}

/** Hands the caller to a queue; a complaint first gets its reference (6.1, 6.3). */
export function startTransfer(
  walk: Walk,
  queue: string,
  intent: string,
  { complaint }: { complaint: boolean },
): Output {
  discardKeysAhead(walk);
  walk.state.transfer = { queue, attempt: 0, intent, returnTo: walk.state.place };
  // Before the hours: a complaint nobody can take now stays open under its reference.
  if (complaint && walk.state.reference === undefined) return { kind: 'request', request: { kind: 'openComplaint' } };
  return connect(walk);
}

function connect(walk: Walk): Output {
  const { transfer } = walk.state;
  if (!transfer) throw new UndefinedState('no transfer under way');
  const { queue } = transfer;
  const { settings, say: announcement } = queueOf(walk, queue);
  if (queue !== ALWAYS_OPEN && !isOpen(settings, walk.at, walk.settings.timeZone)) return closed(walk, queue, settings);
  say(walk, { prompt: announcement as PromptId });
  return dial(walk);
}

function closed(walk: Walk, queue: string, settings: QueueSettings): Output {
  delete walk.state.transfer;
  note(walk, 'transfer', { intent: queue, outcome: 'closed' });
  const opens = nextOpening(settings, walk.at, walk.settings.timeZone);
  if (opens === undefined) say(walk, { prompt: 'transfer.failed' });
  else {
    const value = { kind: 'when', at: iso(opens), now: iso(walk.at), timeZone: walk.settings.timeZone } as const;
    say(walk, { prompt: 'transfer.closed', value });
  }
  backToMenu(walk, walk.state.place);
  return undefined;
}

const iso = (at: number): string => new Date(at).toISOString();

/** The reference is spoken once, then the caller is connected; without one the caller is connected all the same. */
export function complaintOpened(walk: Walk, reference: string | undefined): Output {
  if (reference !== undefined) {
    walk.state.reference = reference;
    say(walk, { prompt: 'reference.number', value: { kind: 'digits', digits: reference } });
  }
  return connect(walk);
}

/** Destination, overflow, and for the lost card queue the destination once more (6.2). */
function destinations({ settings, tries }: { settings: QueueSettings; tries: number }): string[] {
  const round = settings.overflow === undefined ? [settings.destination] : [settings.destination, settings.overflow];
  return tries > 1 ? [...round, settings.destination] : round;
}

function dial(walk: Walk): Output {
  const { state } = walk;
  const { transfer } = state;
  if (!transfer) throw new UndefinedState('no transfer under way');
  const queue = queueOf(walk, transfer.queue);
  const destination = destinations(queue)[transfer.attempt];
  if (destination === undefined) return noAgent(walk, transfer.returnTo);
  note(walk, 'transfer', { intent: transfer.queue, outcome: 'ringing' });
  // A caller who hangs up while it rings was transferred as far as the service is concerned.
  state.outcome = 'transferred';
  const context = contextFor(walk, transfer.intent);
  const then = {
    kind: 'transfer',
    destination,
    queue: transfer.queue,
    ringSeconds: queue.settings.ringSeconds,
    context,
  } as const;
  return { kind: 'turn', turn: { language: state.language, ...takeSpoken(walk), then } };
}

/** The transfer is over: answered ends the call, anything else goes on; a failed transfer never ends a call. */
export function transferEnded(walk: Walk, event: CallEvent & { kind: 'transferEnded' }): Output {
  const { transfer } = walk.state;
  if (!transfer) throw new UndefinedState('no transfer under way');
  note(walk, 'transfer', { intent: transfer.queue, outcome: event.outcome });
  if (event.outcome === 'answered') return hangUp(walk, 'transferred');
  transfer.attempt += 1;
  return dial(walk);
}

function noAgent(walk: Walk, returnTo: string): Output {
  note(walk, 'transfer', { outcome: 'no-agent' });
  delete walk.state.outcome;
  delete walk.state.transfer;
  say(walk, { prompt: 'transfer.failed' });
  backToMenu(walk, returnTo);
  return undefined;
}

/** Back to the choices of a place; information is not read again unless asked for. */
function backToMenu(walk: Walk, place: string): void {
  moveTo(walk, place);
  walk.informationDue = false;
}

/** What the agent gets with the call (D40): never digits, a full number, or a balance. */
function contextFor(walk: Walk, intent: string): TransferContext {
  const { state } = walk;
  const { verified } = state;
  const card = state.selectedCard ?? verified?.card;
  return {
    callId: state.callId,
    ...(state.callerNumberE164 === undefined ? {} : { callerNumber: state.callerNumberE164 }),
    callerNumberClass: verified?.callerNumberClass ?? state.standing,
    language: state.language,
    intent,
    path: state.path,
    secondsInService: Math.round((walk.at - state.startedAt) / 1_000),
    verified: verified !== undefined,
    ...(verified ? { level: verified.level, clientNumber: verified.clientNumber } : {}),
    ...(card ? { cardLastFour: card.lastFour } : {}),
    ...(state.lastPrompt === undefined ? {} : { lastPrompt: state.lastPrompt }),
    ...(state.reference === undefined ? {} : { reference: state.reference }),
  };
}
