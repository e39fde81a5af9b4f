import type { PromptId, UtterancePart } from '#libs/speech';
import type { Turn } from '../telephony/turn.js';
import type { CallState } from './call-state.js';
import { holds } from './conditions.js';
import type { Flow, Say } from './flow.schema.js';
import type { FlowSettings } from './flow-settings.js';
import type { EngineOutput, StepNote } from './step.js';

/** Everything one step of the engine works on. The state is the engine's own copy; what it was given stays as it is. */
export interface Walk {
  readonly flow: Flow;
  readonly settings: FlowSettings;
  readonly state: CallState;
  /** When the event came, ms since 1970: the only clock there is. */
  readonly at: number;
  /** What will be said before the next prompt, gathered on the way. */
  readonly spoken: { part: UtterancePart; whole: boolean }[];
  /** Keys pressed and not used yet. */
  keys: string;
  /** Keys pressed ahead were discarded in this step, and those a provider still keeps must be too (7.3). */
  keysDiscarded: boolean;
  readonly notes: StepNote[];
  /** The opening of the place is said with its options: on arrival, and when the menu is repeated. */
  opening: boolean;
  /** The information of the place must be asked for before anything is said there. */
  informationDue: boolean;
}

/** The output of the step; none means: go on at the place the caller is at, with the keys there are. */
export type Output = EngineOutput | undefined;

/** The flow does something it cannot: the caller gets an apology and an agent (requirements 8). */
export class UndefinedState extends Error {
  override readonly name = 'UndefinedState';
}

/** Adds prompts to what is said next. */
export function say(walk: Walk, ...parts: UtterancePart[]): void {
  for (const part of parts) walk.spoken.push({ part, whole: false });
}

/** Adds the prompts of the flow whose condition holds. */
export function sayAll(walk: Walk, lines: readonly Say[]): void {
  for (const line of lines) {
    if (holds(line.when, walk.state, walk.settings)) walk.spoken.push({ part: partOf(line), whole: line.whole });
  }
}

/** Of alternatives, the first whose condition holds; none: nothing is announced. */
export function firstThatHolds<T extends { when?: Say['when'] }>(
  walk: Walk,
  alternatives: readonly T[],
): T | undefined {
  return alternatives.find((alternative) => holds(alternative.when, walk.state, walk.settings));
}

/** A line of the flow as a part of an utterance. The validator has checked that the prompt exists. */
export function partOf(line: Say): UtterancePart {
  const prompt = line.prompt as PromptId;
  return line.language === undefined ? { prompt } : { prompt, language: line.language };
}

/** After an error nothing typed ahead is used: the caller must hear what happened (7.3). */
export function discardKeysAhead(walk: Walk): void {
  walk.keys = '';
  walk.keysDiscarded = true;
}

export function note(walk: Walk, event: string, more: Omit<StepNote, 'event' | 'place'> = {}): void {
  walk.notes.push({ event, place: walk.state.place, ...more });
}

/** Takes what was gathered to say, split into what is heard whole and what a key may cut. */
export function takeSpoken(walk: Walk): Pick<Turn, 'notice' | 'say' | 'keysAhead'> {
  const spoken = walk.spoken.splice(0);
  return {
    ...(walk.keysDiscarded ? { keysAhead: 'discarded' } : {}),
    notice: spoken.filter(({ whole }) => whole).map(({ part }) => part),
    say: spoken.filter(({ whole }) => !whole).map(({ part }) => part),
  };
}
