import type { DeliveryState } from '#libs/contracts';

/** What an e-mail brings: the statements of a currency (A3), or the transactions of a credit card (C3). */
export type DocumentKind = 'statement' | 'transaction-list';

/** What a notice tells the owner: that what is on record of them was changed (S34). */
export type NoticeKind = 'email-changed' | 'phones-changed';
export type DeliveryKind = DocumentKind | NoticeKind;

/**
 * An e-mail that was promised.
 *
 * queued → sending. sending → sent | queued (again, later) | unknown | dead. unknown → sending, once. A lease that ran out
 * lets another worker take what is `sending`. sent is final; dead, and what is unknown for the second time, wait for staff.
 */
export type Delivery = DocumentDelivery | NoticeDelivery;

/** An e-mail with documents, to the address on record when it is sent. */
export interface DocumentDelivery extends AnyDelivery {
  readonly kind: DocumentKind;
  readonly exportId: string;
}

/** A notice, to the address that was on record when it was promised. */
export interface NoticeDelivery extends AnyDelivery {
  readonly kind: NoticeKind;
  readonly toAddress: string;
}

interface AnyDelivery {
  readonly id: string;
  readonly clientId: string;
  readonly language: 'sq' | 'en';
  readonly state: DeliveryState;
  /** Attempts that count towards giving up: those in which the mail server, or the e-mail itself, said no. */
  readonly attempts: number;
  /** How often it was taken up, counted or not: marks one taking, so that a worker that lost it cannot settle it. */
  readonly takings: number;
  /** How often the mail server took the e-mail, as far as we could see, and its reply did not arrive. */
  readonly timesUncertain: number;
}

/** How one taking of a delivery ended. `reply`: the mail server's words, or ours; never an address. */
export type Outcome =
  | { readonly kind: 'sent'; readonly reply: string }
  /** For good: the server refused it (5xx), or it cannot be sent at all. */
  | { readonly kind: 'refused'; readonly reply: string; readonly addressIsBad: boolean }
  /** For now: 4xx, a cut or a standstill before the final dot, a document that cannot be made. */
  | { readonly kind: 'deferred'; readonly reply: string }
  /** Cut after the final dot: perhaps in the mailbox, perhaps not. */
  | { readonly kind: 'unknown'; readonly reply: string }
  /** Not this e-mail's fault: nothing was offered to the server, and nothing counts. */
  | { readonly kind: 'postponed'; readonly reply: string; readonly because: PostponedBecause };

/**
 * `server-away`: nobody answers, or not as the settings demand. `server-busy`: it takes no more connections for now.
 * `data-away`: accounts or cards does not answer. `stopping`: this process ends.
 */
export type PostponedBecause = 'server-away' | 'server-busy' | 'data-away' | 'stopping';
