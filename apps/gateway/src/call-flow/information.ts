import {
  allBalances,
  ageOf,
  canBeSpoken,
  lastTransactions,
  limitAndDebt,
  linkedBalances,
  noTransactions,
} from './readouts.js';
import type { InformationItem } from '#libs/contracts';
import type { UtterancePart } from '#libs/speech';
import type { Menu } from './flow.schema.js';
import type { ReplyValues } from './service-request.js';
import { moveTo } from './places.js';
import { discardKeysAhead, note, say, UndefinedState, type Output, type Walk } from './walk.js';

/** Asks the service that holds an information item. @throws UndefinedState without a verified client or a card. */
export function requestInformation(walk: Walk, item: NonNullable<Menu['information']>): Output {
  const { state } = walk;
  if (!state.verified) throw new UndefinedState(`${item} without a verified client`);
  walk.informationDue = false;
  switch (item) {
    case 'C1':
      return { kind: 'request', request: { kind: 'limitAndDebt', cardId: cardOf(walk) } };
    case 'C2':
      return {
        kind: 'request',
        request: { kind: 'lastTransactions', cardId: cardOf(walk), count: walk.settings.spokenTransactions },
      };
    case 'C3':
      return { kind: 'request', request: { kind: 'emailTransactions', cardId: cardOf(walk) } };
    case 'A1':
      return { kind: 'request', request: { kind: 'listDebitCards' } };
    case 'A2':
      return { kind: 'request', request: { kind: 'allBalances' } };
  }
}

function cardOf(walk: Walk): string {
  const card = walk.state.selectedCard;
  if (!card) throw new UndefinedState('no card selected');
  return card.cardId;
}

/** A readout came, or did not: it is spoken, then the choices of the place follow. */
export function readOut(
  walk: Walk,
  item: InformationItem,
  reply: { parts: UtterancePart[]; asOf?: string | undefined } | undefined,
): Output {
  const { settings, state } = walk;
  const speakable = reply !== undefined && canBeSpoken(reply.parts, state.language);
  note(walk, 'information', { item, outcome: speakable ? 'given' : 'unavailable' });
  state.hangUpMeans = speakable ? 'completed' : 'unavailable';
  if (!speakable) {
    say(walk, { prompt: 'error.information-unavailable' });
    discardKeysAhead(walk);
    return undefined;
  }
  if (reply.asOf !== undefined) say(walk, ...ageOf(reply.asOf, walk.at, settings.dataMaxAgeMs, settings.timeZone));
  say(walk, ...reply.parts);
  return undefined;
}

/** The oldest of several moments. */
const oldest = (accounts: readonly { asOf: string }[]): string | undefined =>
  accounts.map(({ asOf }) => asOf).sort()[0];

export const heard = {
  limitAndDebt: (reply: ReplyValues['limitAndDebt']) => ({ parts: limitAndDebt(reply), asOf: reply.asOf }),
  lastTransactions: (reply: ReplyValues['lastTransactions']) => ({ parts: lastTransactions(reply), asOf: reply.asOf }),
  linkedBalances: (reply: ReplyValues['linkedBalances']) => ({
    parts: linkedBalances(reply),
    asOf: oldest(reply.accounts),
  }),
  allBalances: (reply: ReplyValues['allBalances']) => ({ parts: allBalances(reply), asOf: oldest(reply.accounts) }),
};

/** A1: the verified debit card, else the only one, else a choice (D22); none: said so, back to the accounts (D8). */
export function debitCardsListed(walk: Walk, reply: ReplyValues['listDebitCards'] | undefined): Output {
  if (!reply) return readOut(walk, 'A1', undefined);
  const { state, flow } = walk;
  const known = state.chosenDebitCardId ?? state.verified?.card?.cardId;
  const keyedIn = reply.cards.find(({ cardId }) => cardId === known);
  // Verified with a debit card: the accounts of that one, never of another.
  const none = reply.cards.length === 0 || (!keyedIn && state.verified?.card?.kind === 'debit');
  if (none) {
    say(walk, { prompt: 'accounts.no-debit-card' });
    discardKeysAhead(walk);
    moveTo(walk, flow.verification.accounts.back);
    return undefined;
  }
  const only = keyedIn ?? (reply.cards.length === 1 ? reply.cards[0] : undefined);
  if (only) return requestLinkedBalances(only.linkedAccountIds);
  state.offeredCards = reply.cards;
  moveTo(walk, flow.verification.accounts.chooseAt);
  return undefined;
}

/** Asks for the balances of the accounts linked to a debit card. */
export function requestLinkedBalances(accountIds: readonly string[]): Output {
  return { kind: 'request', request: { kind: 'linkedBalances', accountIds } };
}

/** Asks for the statements in one currency by e-mail. @throws UndefinedState without a verified client. */
export function requestStatement(walk: Walk, currency: string): Output {
  if (!walk.state.verified) throw new UndefinedState('a statement without a verified client');
  walk.state.askedCurrency = currency;
  return { kind: 'request', request: { kind: 'emailStatement', currency } };
}

type EmailOutcome = ReplyValues['emailTransactions'] | ReplyValues['emailStatement'];

/** What is heard after asking for an e-mail (5.3); `sent` is said only of what was durably accepted. */
export function emailAnswered(walk: Walk, item: 'C3' | 'A3', reply: EmailOutcome | undefined): Output {
  const { state } = walk;
  note(walk, 'email', { item, outcome: reply?.outcome ?? 'unavailable' });
  discardKeysAhead(walk);
  const parts = emailParts(reply, state.askedCurrency);
  say(walk, ...parts);
  state.announcement = parts.filter(({ value }) => value === undefined);
  if (reply?.outcome === 'queued') state.hangUpMeans = 'completed';
  if (reply?.outcome === 'limit') state.slipped = true;
  return undefined;
}

function emailParts(reply: EmailOutcome | undefined, currency: string | undefined): UtterancePart[] {
  switch (reply?.outcome) {
    case undefined:
      return [{ prompt: 'email.failed' }];
    case 'queued':
      return [{ prompt: 'email.queued' }];
    case 'already':
      return [{ prompt: 'email.already' }];
    case 'limit':
      return [{ prompt: 'email.limit' }];
    case 'no-email':
      return [{ prompt: 'email.none' }, { prompt: 'email.none-advice' }];
    case 'no-password':
      return [{ prompt: 'email.no-password' }, { prompt: 'email.no-password-advice' }];
    case 'no-transactions':
      return noTransactions(reply.lastCutDate);
    case 'no-account':
      return [{ prompt: 'statements.no-account', value: { kind: 'currency', currency: currency ?? '' } }];
  }
}
