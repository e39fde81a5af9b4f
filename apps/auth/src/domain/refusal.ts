import type { CallerNumberClass } from './caller-number-class.js';
import { isActiveCard } from './card-usability.js';
import { type Credential, type Found, levelOf } from './credential.js';
import type { VerificationPolicy } from './verification-policy.js';

/** Why a credential was refused: for the audit record only, never for the caller (step 6 of requirements 4.3). */
export type RefusalReason =
  | 'unknown_card'
  | 'card_not_active'
  | 'supplementary'
  | 'business_card'
  | 'locked'
  | 'other_number'
  | 'other_client'
  | 'wrong_pin'
  | 'unknown_client'
  | 'client_number_class'
  | 'client_number_has_card'
  | 'client_number_quarantine'
  /** The bank's setting left nothing in this cell of the matrix. */
  | 'matrix_cell_empty';

/** What is known when a credential has been looked up and nothing has been compared. */
export interface Circumstances {
  readonly found: Found | undefined;
  readonly callerNumberClass: CallerNumberClass;
  /** The client this call is already verified for (D35). */
  readonly verifiedClientId: string | undefined;
  /** The day in bank time. */
  readonly today: string;
}

/**
 * Everything that refuses a credential before, and therefore without, comparing a PIN: steps 3 and 4 of requirements
 * 4.3, and step 5 for a client number. In all these cases no PIN counter changes.
 */
export function reasonToRefuse(
  kind: Credential['kind'],
  circumstances: Circumstances,
  policy: Pick<VerificationPolicy, 'matrix' | 'clientNumber'>,
): RefusalReason | undefined {
  const reason =
    kind === 'card'
      ? reasonToRefuseCard(circumstances)
      : reasonToRefuseClientNumber(circumstances, policy.clientNumber);
  if (reason) return reason;
  const { found, callerNumberClass } = circumstances;
  if (!found || policy.matrix[callerNumberClass][levelOf(found)].items.length === 0) return 'matrix_cell_empty';
  return undefined;
}

function reasonToRefuseCard(circumstances: Circumstances): RefusalReason | undefined {
  const { found, callerNumberClass, today } = circumstances;
  if (!found?.card) return 'unknown_card';
  if (!isActiveCard(found.card, today)) return 'card_not_active';
  if (found.card.supplementary) return 'supplementary';
  if (found.client.type === 'business') return 'business_card';
  if (found.card.lockedForPhone) return 'locked';
  if (callerNumberClass === 'OTHER') return 'other_number';
  return isOtherClient(circumstances) ? 'other_client' : undefined;
}

function reasonToRefuseClientNumber(
  circumstances: Circumstances,
  hardening: VerificationPolicy['clientNumber'],
): RefusalReason | undefined {
  const { found, callerNumberClass, today } = circumstances;
  if (!found) return 'unknown_client';
  if (callerNumberClass !== 'OWN') return 'client_number_class';
  if (isOtherClient(circumstances)) return 'other_client';
  if (found.numberInQuarantine) return 'client_number_quarantine';
  const hasActiveCard = found.clientsCards.some((card) => isActiveCard(card, today));
  return hardening.onlyWithoutActiveCard && hasActiveCard ? 'client_number_has_card' : undefined;
}

function isOtherClient({ found, verifiedClientId }: Circumstances): boolean {
  return verifiedClientId !== undefined && found?.client.id !== verifiedClientId;
}
