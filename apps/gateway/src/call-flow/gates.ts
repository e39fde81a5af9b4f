import type { ReplyValues } from './service-request.js';
import { moveTo, toWayOut } from './places.js';
import { discardKeysAhead, note, say, UndefinedState, type Output, type Walk } from './walk.js';

export type Goal = 'cards' | 'accounts';

/** The look-up of the caller number is made once, and once more at most if it failed (4.1). */
const MOST_LOOK_UPS = 2;

/** Into the cards or the accounts: straight on when verified well enough, otherwise by way of identification (4.6). */
export function open(walk: Walk, goal: Goal): Output {
  const { state, settings } = walk;
  state.goal = goal;
  if (state.standing === 'UNKNOWN') return lookUpAgain(walk);
  if (state.closed) return selfServiceClosed(walk);
  if (state.standing === 'HIDDEN' && settings.withheldNumber === 'refuse') return hidden(walk);
  const { verified } = state;
  const { cards, accounts, needCredit } = walk.flow.verification;
  if (goal === 'accounts') {
    moveTo(walk, verified ? accounts.menu : accounts.identifyAt);
    return undefined;
  }
  if (!verified) moveTo(walk, cards.identifyAt);
  else if (verified.level === 'client_number') {
    say(walk, { prompt: 'identification.step-up' });
    discardKeysAhead(walk);
    moveTo(walk, cards.identifyAt);
  } else if (verified.level === 'debit_card' && verified.callerNumberClass === 'UNREGISTERED') moveTo(walk, needCredit);
  else return enterCards(walk);
  return undefined;
}

function lookUpAgain(walk: Walk): Output {
  if (walk.state.lookUps < MOST_LOOK_UPS) return { kind: 'request', request: { kind: 'lookUpCallerNumber' } };
  return unavailable(walk);
}

/** The look-up answered, or did not: at the start of a call, or because a goal needs it. */
export function lookedUp(walk: Walk, reply: ReplyValues['lookUpCallerNumber'] | undefined): Output {
  const { state } = walk;
  state.lookUps += 1;
  state.standing = reply?.standing ?? 'UNKNOWN';
  if (reply && reply.standing !== 'HIDDEN') state.callerNumberE164 = reply.callerNumber;
  note(walk, 'look-up', { outcome: state.standing });
  if (state.goal === undefined) return undefined;
  return reply ? open(walk, state.goal) : unavailable(walk);
}

/** Self-service fails as a whole: never treated as an unregistered number (section 8). */
export function unavailable(walk: Walk): Output {
  note(walk, 'information', { outcome: 'unavailable' });
  walk.state.hangUpMeans = 'unavailable';
  say(walk, { prompt: 'error.information-unavailable' });
  return toWayOut(walk);
}

function selfServiceClosed(walk: Walk): Output {
  say(walk, { prompt: 'identification.closed' }, { prompt: 'identification.closed-advice' });
  return toWayOut(walk);
}

function hidden(walk: Walk): Output {
  say(walk, { prompt: 'identification.hidden-number' }, { prompt: 'identification.hidden-number-advice' });
  return toWayOut(walk);
}

/**
 * Which card (5.1): on first coming, the credit card keyed in; from a number that is not registered always that one;
 * otherwise the cards are looked up and, if there are several, chosen.
 */
function enterCards(walk: Walk): Output {
  const { state } = walk;
  const { card, callerNumberClass, level } = state.verified ?? {};
  const firstTime = !state.cardsEntered;
  if (level === 'credit_card' && card && (firstTime || callerNumberClass === 'UNREGISTERED'))
    return useCard(walk, card);
  return { kind: 'request', request: { kind: 'listCreditCards' } };
}

/** The cards menu, for this card. */
export function useCard(walk: Walk, { cardId, lastFour }: { cardId: string; lastFour: string }): Output {
  walk.state.cardsEntered = true;
  walk.state.selectedCard = { cardId, lastFour };
  delete walk.state.offeredCards;
  moveTo(walk, walk.flow.verification.cards.menu);
  return undefined;
}

/** The client's credit cards: none, the only one, or a choice. */
export function creditCardsListed(walk: Walk, reply: ReplyValues['listCreditCards'] | undefined): Output {
  const { cards } = walk.flow.verification;
  if (!reply || reply.cards.length === 0) {
    say(walk, { prompt: reply ? 'cards.none' : 'error.information-unavailable' });
    discardKeysAhead(walk);
    moveTo(walk, cards.back);
    return undefined;
  }
  const [only, ...others] = reply.cards;
  if (only && others.length === 0) return useCard(walk, only);
  walk.state.offeredCards = reply.cards;
  moveTo(walk, cards.chooseAt);
  return undefined;
}

/** The number is sealed; the PIN is next. */
export function cardNumberSealed(walk: Walk, reply: ReplyValues['sealCardNumber'] | undefined): Output {
  if (!reply) return unavailable(walk);
  walk.state.sealedPan = reply.sealedPan;
  moveTo(walk, walk.flow.verification.pin);
  return undefined;
}

/** auth decided (4.3); what is heard tells nothing but that (S13). */
export function verificationDecided(walk: Walk, reply: ReplyValues['verifyCard'] | undefined): Output {
  const { state } = walk;
  const byCard = state.sealedPan !== undefined;
  delete state.sealedPan;
  note(walk, 'verification', { outcome: reply?.outcome ?? 'unavailable' });
  if (!reply) return unavailable(walk);
  switch (reply.outcome) {
    case 'verified':
      return accepted(walk, reply);
    case 'refused':
      say(walk, { prompt: 'identification.failed' });
      say(walk, {
        prompt: 'identification.attempts-left',
        value: { kind: 'count', count: reply.attemptsLeft, gender: 'feminine' },
      });
      discardKeysAhead(walk);
      moveTo(walk, byCard ? walk.flow.verification.cardNumber : walk.flow.verification.clientNumber);
      return undefined;
    case 'closed':
      state.closed = true;
      state.hangUpMeans = 'verification_failed';
      return selfServiceClosed(walk);
    case 'minor':
      say(walk, { prompt: 'identification.under-age' }, { prompt: 'identification.under-age-advice' });
      return toWayOut(walk);
    case 'ineligible':
      say(walk, { prompt: 'identification.ineligible' });
      return toWayOut(walk);
  }
}

function accepted(walk: Walk, reply: ReplyValues['verifyCard'] & { outcome: 'verified' }): Output {
  const { grant, level, callerNumberClass, clientNumber, card } = reply;
  const { goal } = walk.state;
  if (goal === undefined) throw new UndefinedState('verified without a goal');
  walk.state.verified = { grant, level, callerNumberClass, clientNumber, ...(card ? { card } : {}) };
  walk.state.cardsEntered = false;
  return open(walk, goal);
}
