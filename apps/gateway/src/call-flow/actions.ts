import type { Action, Menu } from './flow.schema.js';
import { open, useCard } from './gates.js';
import { requestLinkedBalances, requestStatement } from './information.js';
import { goodbye, moveTo, placeOf } from './places.js';
import { startTransfer } from './transfers.js';
import { say, sayAll, UndefinedState, type Output, type Walk } from './walk.js';

type OfferedCard = NonNullable<Walk['state']['offeredCards']>[number];

/** Does what a key, or a slip too many, leads to. */
export function doAction(walk: Walk, action: Action | { selectCard: OfferedCard }, intent: string): Output {
  if (typeof action.selectCard === 'object') return selectCard(walk, action.selectCard);
  const { state } = walk;
  const chosen: Action = action;
  if (chosen.language) state.language = chosen.language;
  sayAll(walk, chosen.say);
  if (chosen.goTo !== undefined) {
    moveTo(walk, chosen.goTo);
    return undefined;
  }
  if (chosen.open) return open(walk, chosen.open);
  if (chosen.transfer !== undefined)
    return startTransfer(walk, chosen.transfer, intent, { complaint: chosen.complaint });
  if (chosen.repeat === 'information') return repeatInformation(walk);
  if (chosen.emailStatement !== undefined) return requestStatement(walk, chosen.emailStatement);
  if (chosen.hangUp) return goodbye(walk, chosen.hangUp);
  throw new UndefinedState(`${state.place}: an action without a destination`);
}

/** Says the menu again, with its opening. */
export function repeatMenu(walk: Walk): Output {
  walk.opening = true;
  if (walk.state.announcement) say(walk, ...walk.state.announcement);
  return undefined;
}

/** Asks for the information anew; what has an effect is only announced again (D34). */
export function repeatInformation(walk: Walk): Output {
  const place = placeOf(walk);
  if ('menu' in place && place.menu.information === 'C3') return repeatMenu(walk);
  walk.informationDue = true;
  return undefined;
}

function selectCard(walk: Walk, card: OfferedCard): Output {
  if (card.linkedAccountIds === undefined) return useCard(walk, card);
  delete walk.state.offeredCards;
  moveTo(walk, placeWithInformation(walk, 'A1'));
  walk.state.chosenDebitCardId = card.cardId;
  // The balances of the chosen card are asked for at once, so nothing is due on arrival.
  walk.informationDue = false;
  return requestLinkedBalances(card.linkedAccountIds);
}

function placeWithInformation(walk: Walk, item: Menu['information']): string {
  const found = Object.entries(walk.flow.menus).find(([, menu]) => menu.information === item);
  if (!found) throw new UndefinedState(`the flow has no place for ${String(item)}`);
  return found[0];
}
