import type { Card, CreditCard } from './card.js';
import { isActive } from './card-status.js';

/** Which cards a request may hear about, decided from its grant. */
export interface Viewer {
  readonly clientId: string;
  /** The only credit card the grant opens; undefined: any of the client's (D21). */
  readonly onlyCardId: string | undefined;
  /** The day in bank time. */
  readonly today: string;
}

/**
 * Whether a card is a credit card of which the caller may hear: the client's own, principal (D23), active, and with terms
 * the bank supplied.
 */
export function mayHearOf(card: Card, viewer: Viewer): card is CreditCard {
  const opened = viewer.onlyCardId === undefined || viewer.onlyCardId === card.id;
  return opened && card.kind === 'credit' && card.credit !== null && isOwn(card, viewer);
}

/** The credit cards the caller may hear of, oldest first (5.1). */
export function creditCardsFor(cards: readonly Card[], viewer: Viewer): CreditCard[] {
  return cards.filter((card) => mayHearOf(card, viewer)).sort(oldestFirst);
}

/** The client's active debit cards that are linked to an account, oldest first (D22). */
export function debitCardsFor(cards: readonly Card[], viewer: Omit<Viewer, 'onlyCardId'>): Card[] {
  return cards
    .filter((card) => card.kind === 'debit' && card.linkedAccountIds.length > 0 && isOwn(card, viewer))
    .sort(oldestFirst);
}

function isOwn(card: Card, viewer: Omit<Viewer, 'onlyCardId'>): boolean {
  return card.clientId === viewer.clientId && !card.supplementary && isActive(card, viewer.today);
}

/** By activation (unknown: since ever), then by what the caller hears of the card, so that keys never change places. */
function oldestFirst(one: Card, other: Card): number {
  const keys = (card: Card) => [card.activeFrom ?? '', card.lastFour, card.id];
  return compare(keys(one), keys(other));
}

function compare(one: readonly string[], other: readonly string[]): number {
  for (const [index, text] of one.entries()) {
    const against = other[index] ?? '';
    if (text !== against) return text < against ? -1 : 1;
  }
  return 0;
}
