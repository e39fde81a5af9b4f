import type { InformationItem, VerificationLevel } from '#libs/contracts';

/** What a verified call may be told, before it is signed as a grant. */
export interface Opening {
  readonly clientId: string;
  readonly level: VerificationLevel;
  readonly items: readonly InformationItem[];
  readonly onlyCardId: string | undefined;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** The answer to an attempt: all a caller can tell apart. */
export type Verdict =
  | {
      readonly outcome: 'verified';
      readonly opening: Opening;
      readonly callerNumberClass: 'OWN' | 'UNREGISTERED';
      readonly clientNumber: string;
      readonly card?: { readonly cardId: string; readonly lastFour: string; readonly kind: 'credit' | 'debit' };
    }
  | { readonly outcome: 'refused'; readonly attemptsLeft: number }
  | { readonly outcome: 'closed' }
  | { readonly outcome: 'minor' | 'ineligible' };
