/** A card as far as it can be a credential. */
export interface CardFacts {
  readonly kind: 'credit' | 'debit';
  readonly status: 'active' | 'blocked' | 'inactive' | 'closed';
  readonly supplementary: boolean;
  /** First day it is good for, `YYYY-MM-DD`; null: since it was issued. */
  readonly activeFrom: string | null;
  /** Last month it is good for, `YYYY-MM`. */
  readonly expiryMonth: string;
}

/**
 * An active card (requirements 1): status active, not before its activation, expiry month not past.
 * @param today the day in bank time, `YYYY-MM-DD`.
 */
export function isActiveCard(card: CardFacts, today: string): boolean {
  return (
    card.status === 'active' &&
    (card.activeFrom === null || card.activeFrom <= today) &&
    today.slice(0, 7) <= card.expiryMonth
  );
}
