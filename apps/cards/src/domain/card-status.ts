import type { Card } from './card.js';

/** Active as requirements 1 defines it: not blocked, not before its activation, its last month not past. */
export function isActive(card: Pick<Card, 'status' | 'activeFrom' | 'expiryMonth'>, today: string): boolean {
  const begun = card.activeFrom === null || card.activeFrom <= today;
  return card.status === 'active' && begun && today.slice(0, 7) <= card.expiryMonth;
}
