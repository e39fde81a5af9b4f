import type { CallEvent } from '../telephony/call-event.js';
import { doAction, repeatInformation, repeatMenu } from './actions.js';
import { MOST_CARDS_OFFERED } from './conditions.js';
import { takeDigits } from './digits.js';
import type { Menu } from './flow.schema.js';
import { askEntry, askMenu, goodbye, placeOf, toWayOut } from './places.js';
import { discardKeysAhead, firstThatHolds, note, say, sayAll, UndefinedState, type Output, type Walk } from './walk.js';
import { requestInformation } from './information.js';
import type { EngineOutput } from './step.js';

/** Keys kept ahead, at most (7.3). */
const MOST_KEYS_AHEAD = 32;
/** The same menu may be repeated so often in a row, then it counts as no input (7.2). */
const MOST_REPEATS = 10;
/** Intents remembered for the agent. */
const LONGEST_PATH = 50;

/** Keys came: they are used at this place and, typed ahead, at the places that follow. */
export function takeInput(walk: Walk, event: CallEvent & { kind: 'input' }): Output {
  const keys = `${walk.keys}${event.digits}${event.finishKey ?? ''}`;
  walk.keys = keys.replace(/[^0-9A-D*#]/g, '').slice(0, MOST_KEYS_AHEAD);
  walk.state.lastInputAt = walk.at;
  swallowHash(walk);
  const place = placeOf(walk);
  // What came was collected for this entry: if it is too short, the caller is done and it is wrong.
  if ('entry' in place && walk.keys !== '') return takeDigits(walk, place.entry, { stopped: true });
  return undefined;
}

/**
 * Goes on at the caller's place until something must be said or asked: information due there is asked for, keys there
 * are used, otherwise the caller is asked.
 */
export function goOn(walk: Walk): EngineOutput {
  // Every round uses a key, moves on towards a question, or ends; the ceiling only guards against a mistake here.
  for (let round = 0; round < 2 * MOST_KEYS_AHEAD + 8; round++) {
    swallowHash(walk);
    const place = placeOf(walk);
    const output = 'menu' in place ? atMenu(walk, place.menu) : atEntry(walk, place.entry);
    if (output) return output;
  }
  throw new UndefinedState(`no end at ${walk.state.place}`);
}

function atMenu(walk: Walk, menu: Menu): Output {
  if (menu.information && walk.informationDue) return requestInformation(walk, menu.information);
  return walk.keys === '' ? askMenu(walk, menu) : takeMenuKey(walk, menu);
}

function atEntry(walk: Walk, entry: Parameters<typeof askEntry>[1]): Output {
  return walk.keys === '' ? askEntry(walk, entry) : takeDigits(walk, entry, { stopped: false });
}

/** A `#` right after an entry that completed by itself belongs to that entry and spoils nothing (D42). */
function swallowHash(walk: Walk): void {
  const until = walk.state.swallowHashUntil;
  if (until === undefined || walk.keys === '') return;
  if (walk.keys.startsWith('#') && walk.at <= until) walk.keys = walk.keys.slice(1);
  delete walk.state.swallowHashUntil;
}

function takeMenuKey(walk: Walk, menu: Menu): Output {
  const key = walk.keys.charAt(0);
  walk.keys = walk.keys.slice(1);
  if (key === '*') {
    chosen(walk, menu.information ? 'information.repeat' : 'menu.repeat');
    return repeat(walk, menu);
  }
  const option = menu.options.find(({ keys }) => keys.includes(key));
  if (option) {
    chosen(walk, option.intent);
    const action = firstThatHolds(walk, option.does);
    if (!action) throw new UndefinedState(`${walk.state.place} key ${key} leads nowhere`);
    if (action.repeat === 'menu') return repeat(walk, menu);
    valid(walk);
    walk.state.repeats = 0;
    return doAction(walk, action, option.intent);
  }
  const card = menu.choose ? offeredCard(walk, key) : undefined;
  if (!card) return invalidKey(walk, menu);
  chosen(walk, 'cards.select');
  valid(walk);
  return doAction(walk, { selectCard: card }, 'cards.select');
}

function offeredCard(walk: Walk, key: string) {
  const index = Number(key) - 1;
  return index < MOST_CARDS_OFFERED ? walk.state.offeredCards?.[index] : undefined;
}

/** What the caller wants, by its stable name: for the log, and for the agent. */
function chosen(walk: Walk, intent: string): void {
  note(walk, 'intent', { intent });
  walk.state.path = [...walk.state.path, intent].slice(-LONGEST_PATH);
}

/** A valid key sets both counters of the menu to zero. */
function valid(walk: Walk): void {
  walk.state.noInputs = 0;
  walk.state.invalidKeys = 0;
}

/** A repetition is a valid key like any other, until it stands for nobody listening. */
function repeat(walk: Walk, menu: Menu): Output {
  walk.state.repeats += 1;
  if (walk.state.repeats > MOST_REPEATS) return noInputInMenu(walk, menu);
  valid(walk);
  return menu.information ? repeatInformation(walk) : repeatMenu(walk);
}

function invalidKey(walk: Walk, menu: Menu): Output {
  const { state } = walk;
  state.invalidKeys += 1;
  state.slipped = true;
  discardKeysAhead(walk);
  note(walk, 'slip', { outcome: 'invalidKey' });
  sayAll(walk, menu.invalidKey.say);
  const { after, does } = menu.invalidKey.limit;
  if (state.invalidKeys >= after) return doAction(walk, does, 'slip.invalid_key');
  walk.opening = false;
  return askMenu(walk, menu);
}

/** Silence, at a menu or an entry (7.2). */
export function takeSilence(walk: Walk): Output {
  const { state, settings } = walk;
  if (state.verified && walk.at - state.lastInputAt >= settings.timers.maxSilenceTotalMs)
    return goodbye(walk, 'no_input');
  const place = placeOf(walk);
  if ('menu' in place) return noInputInMenu(walk, place.menu);
  state.noInputs += 1;
  note(walk, 'slip', { outcome: 'noInput' });
  say(walk, { prompt: 'error.no-digits' });
  return state.noInputs >= settings.entryMaxErrors ? toWayOut(walk) : askEntry(walk, place.entry);
}

function noInputInMenu(walk: Walk, menu: Menu): Output {
  const { state } = walk;
  state.noInputs += 1;
  state.slipped = true;
  discardKeysAhead(walk);
  note(walk, 'slip', { outcome: 'noInput' });
  const { after, does, intent } = menu.noInput.limit;
  if (intent !== undefined) chosen(walk, intent);
  if (state.noInputs >= after) return doAction(walk, does, intent ?? 'slip.no_input');
  sayAll(walk, menu.noInput.say);
  walk.opening = false;
  return askMenu(walk, menu);
}
