/** What the caller hears instead of "it will be sent", in the order in which it is looked at (requirements 5.3). */
export type Refusal = 'no-email' | 'no-password' | 'already' | 'limit';

/** What is known of a client when an e-mail is asked for. */
export interface Standing {
  /** Registered, and as far as anyone knows mail to it arrives (D18). */
  readonly hasUsableAddress: boolean;
  readonly hasPassword: boolean;
  /** The same item was accepted in this call or within the window, and has not failed for good (D20). */
  readonly askedBefore: boolean;
  /** E-mails accepted today, in bank time. */
  readonly acceptedToday: number;
}

/** The bank's choices (requirements 5.3). */
export interface AcceptanceRules {
  readonly protection: 'encrypted_pdf' | 'plain_pdf';
  readonly maxPerDay: number;
}

/** Whether an e-mail may be promised; `null`: it may. */
export function whyNotAccepted(standing: Standing, rules: AcceptanceRules): Refusal | null {
  if (!standing.hasUsableAddress) return 'no-email';
  if (rules.protection === 'encrypted_pdf' && !standing.hasPassword) return 'no-password';
  if (standing.askedBefore) return 'already';
  if (standing.acceptedToday >= rules.maxPerDay) return 'limit';
  return null;
}

/**
 * The e-mails of a client who asks for much wait behind those of clients who ask for their first today, so that nobody
 * waits behind another's flood (F36). The higher goes first.
 */
export function priorityOf(standing: Pick<Standing, 'acceptedToday'>): number {
  return Math.max(0, 100 - standing.acceptedToday);
}
