import type { CallOutcome } from './call-state.js';
import type { Collect } from '../telephony/turn.js';
import type { EngineOutput } from './step.js';
import { MOST_CARDS_OFFERED } from './conditions.js';
import type { Entry, Menu } from './flow.schema.js';
import {
  discardKeysAhead,
  firstThatHolds,
  partOf,
  say,
  sayAll,
  takeSpoken,
  UndefinedState,
  type Output,
  type Walk,
} from './walk.js';

/** The menu or entry the caller is at. @throws UndefinedState when the flow has no such place. */
export function placeOf(walk: Walk, id = walk.state.place): { menu: Menu } | { entry: Entry } {
  const menu = walk.flow.menus[id];
  if (menu) return { menu };
  const entry = walk.flow.entries[id];
  if (entry) return { entry };
  throw new UndefinedState(`the flow has no place ${id}`);
}

/** Moves the caller; slips are counted anew. */
export function moveTo(walk: Walk, id: string): void {
  const { state } = walk;
  state.place = id;
  state.noInputs = 0;
  state.invalidKeys = 0;
  state.repeats = 0;
  state.entryErrors = 0;
  state.slipped = false;
  delete state.announcement;
  delete state.chosenDebitCardId;
  walk.opening = true;
  walk.informationDue = true;
}

/** Asks for the digits of an entry. */
export function askEntry(walk: Walk, entry: Entry): EngineOutput {
  const line = firstThatHolds(walk, entry.say);
  if (line) say(walk, partOf(line));
  const { firstDigitMs, interDigitMs } = walk.settings.timers;
  return turn(walk, { digits: entry.digits, finishKeys: ['#', '*'], firstDigitMs, interDigitMs, sensitive: true });
}

/** Says the options of a menu and waits for one key; on arrival and when repeated its opening comes first. */
export function askMenu(walk: Walk, menu: Menu): EngineOutput {
  if (walk.opening) sayAll(walk, menu.opening);
  if (menu.choose) offerCards(walk);
  for (const option of menu.options) {
    const line = firstThatHolds(walk, option.say);
    if (line) say(walk, partOf(line));
  }
  const { languageMs, menuMs } = walk.settings.timers;
  const wait = menu.timer === 'language' ? languageMs : menuMs;
  return turn(walk, { digits: 1, finishKeys: [], firstDigitMs: wait, interDigitMs: wait, sensitive: false });
}

/** Cards are named by their last four digits, never otherwise. */
function offerCards(walk: Walk): void {
  const offered = walk.state.offeredCards?.slice(0, MOST_CARDS_OFFERED) ?? [];
  offered.forEach(({ lastFour }, index) => {
    say(walk, { prompt: 'common.option.card-ending', value: { kind: 'lastFour', digits: lastFour } });
    say(walk, { prompt: 'common.option.press-key', value: { kind: 'key', key: String(index + 1) } });
  });
}

function turn(walk: Walk, collect: Omit<Collect, 'kind'>): EngineOutput {
  const spoken = takeSpoken(walk);
  const last = spoken.say.at(-1) ?? spoken.notice.at(-1);
  if (last) walk.state.lastPrompt = last.prompt;
  return { kind: 'turn', turn: { language: walk.state.language, ...spoken, then: { kind: 'collect', ...collect } } };
}

/** Thanks the caller and ends the call. */
export function goodbye(walk: Walk, outcome: 'no_input' | 'completed'): EngineOutput {
  say(walk, { prompt: 'goodbye' });
  return hangUp(walk, outcome);
}

/** Ends the call; an outcome decided before stays. */
export function hangUp(walk: Walk, outcome: CallOutcome): EngineOutput {
  walk.state.outcome ??= outcome;
  walk.state.over = true;
  walk.notes.push({ event: 'end', place: walk.state.place, outcome: walk.state.outcome });
  return { kind: 'turn', turn: { language: walk.state.language, ...takeSpoken(walk), then: { kind: 'hangUp' } } };
}

/** Goes on at the place that a caller is left at when self-service cannot continue (M6). */
export function toWayOut(walk: Walk): Output {
  delete walk.state.sealedPan;
  discardKeysAhead(walk);
  moveTo(walk, walk.flow.wayOut);
  return undefined;
}
