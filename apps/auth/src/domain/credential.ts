import type { VerificationLevel } from '#libs/contracts';
import type { CardFacts } from './card-usability.js';
import type { ClientFacts } from './eligibility.js';

/** What a caller keyed in, opened: lives for one check and is stored nowhere. */
export type Credential =
  | {
      readonly kind: 'card';
      /** The keyed token of the number (S1). */ readonly panToken: Buffer;
      readonly enteredPin: string;
    }
  | { readonly kind: 'clientNumber'; readonly clientNumber: string };

export interface FoundClient extends ClientFacts {
  readonly id: string;
  readonly clientNumber: string;
}

export interface FoundCard extends CardFacts {
  readonly id: string;
  readonly lastFour: string;
  /** Locked for the phone channel as of now (requirements 4.5). */
  readonly lockedForPhone: boolean;
}

/** What a credential led to in auth's own records. */
export interface Found {
  readonly client: FoundClient;
  /** The card keyed in; undefined for a client number. */
  readonly card?: FoundCard;
  /** All the client's cards, for the hardening of D2; read for a client number only. */
  readonly clientsCards: readonly CardFacts[];
  /** The caller number was given to this client within `clientNumber.quarantineDays` (D12). */
  readonly numberInQuarantine: boolean;
}

/** The level a credential verifies at (requirements 1). */
export function levelOf(found: Found): VerificationLevel {
  if (!found.card) return 'client_number';
  return found.card.kind === 'credit' ? 'credit_card' : 'debit_card';
}
