import type { FlowEngine } from '../src/call-flow/engine.js';
import { type CallState, newCall } from '../src/call-flow/call-state.js';
import type { EngineOutput, Step, StepNote } from '../src/call-flow/step.js';
import type { TransferContext, Turn } from '../src/telephony/turn.js';

/** What each key does in {@link scriptedEngine}. */
export const KEY = {
  goOn: '1',
  /** Asks a service, then goes on. */
  lookUp: '2',
  /** Fails as a mistake of the engine would. */
  throw: '3',
  /** Has a PIN verified, then goes on. */
  verify: '4',
  /** Asks without end. */
  askForEver: '5',
  /** Says something that cannot be rendered. */
  unsayable: '6',
  hangUp: '9',
  transfer: '0',
} as const;

const CONTEXT: TransferContext = {
  callId: '',
  callerNumberClass: 'UNKNOWN',
  language: 'en',
  intent: 'agent.individual',
  path: [],
  secondsInService: 0,
  verified: false,
};

/** An engine that does what the key pressed says, so that a test of the runner needs no bank. */
export function scriptedEngine(flowVersion = 'scripted'): FlowEngine {
  return {
    flowVersion,
    dismiss: (state) => said({ ...state, over: true, outcome: 'unavailable' }, 'hangUp'),
    begin: (callId, started) => said({ ...newCall(callId, 'start', started), language: 'en' }, 'collect'),
    advance: (state, event) => {
      if (event.kind === 'ended') {
        const outcome = state.outcome ?? 'caller_hangup';
        return step({ ...state, outcome, over: true }, { kind: 'over' }, { event: 'end', place: 'start', outcome });
      }
      if (event.kind !== 'input')
        return event.kind === 'reply' && !event.ok ? said(state, 'collect', 'not ok') : said(state, 'collect');
      return afterKey(state, event.digits);
    },
    lastResort: (state) => said({ ...state, outcome: 'transferred' }, 'transfer'),
  };
}

function afterKey(state: CallState, digits: string): Step {
  switch (digits.charAt(0)) {
    case KEY.lookUp:
      return step(state, { kind: 'request', request: { kind: 'lookUpCallerNumber' } });
    case KEY.verify:
      return step(state, { kind: 'request', request: { kind: 'verifyCard', sealedPan: 'sealed', pin: digits } });
    case KEY.askForEver:
      return endless(state);
    case KEY.throw:
      throw new Error('a mistake of the engine');
    case KEY.unsayable:
      return said(state, 'collect', 'unsayable');
    case KEY.hangUp:
      return said({ ...state, over: true, outcome: 'completed' }, 'hangUp');
    case KEY.transfer:
      return said({ ...state, outcome: 'transferred' }, 'transfer');
    default:
      return said(state, 'collect');
  }
}

/** The next advance would be asked again: the keys stay. */
function endless(state: CallState): Step {
  return step({ ...state, place: 'endless' }, { kind: 'request', request: { kind: 'listCreditCards' } });
}

function said(state: CallState, then: Turn['then']['kind'], lastPrompt = 'said'): Step {
  if (state.place === 'endless') return endless(state);
  const next = { ...state, turns: state.turns + 1, lastPrompt };
  return step(
    next,
    { kind: 'turn', turn: turn(then, lastPrompt === 'unsayable') },
    { event: 'intent', place: 'start', intent: 'menu.repeat' },
  );
}

function turn(then: Turn['then']['kind'], unsayable: boolean): Turn {
  const say = unsayable ? ([{ prompt: 'cards.ending' }] as const) : ([{ prompt: 'goodbye' }] as const);
  const base = { language: 'en', notice: [], say } as const;
  switch (then) {
    case 'collect':
      return {
        ...base,
        then: { kind: 'collect', digits: 16, finishKeys: [], firstDigitMs: 1, interDigitMs: 1, sensitive: false },
      };
    case 'transfer':
      return {
        ...base,
        then: { kind: 'transfer', destination: 'sip:a@b.example', queue: 'general', ringSeconds: 30, context: CONTEXT },
      };
    case 'hangUp':
      return { ...base, then: { kind: 'hangUp' } };
  }
}

function step(state: CallState, output: EngineOutput, ...notes: StepNote[]): Step {
  return { state, output, keysAhead: '', notes };
}
