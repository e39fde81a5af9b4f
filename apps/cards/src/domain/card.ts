/** A credit card's limits and its last statement; amounts in minor units of `currency`. */
export interface CreditTerms {
  readonly currency: string;
  readonly approvedLimitMinor: bigint;
  readonly availableLimitMinor: bigint;
  readonly statementBalanceMinor: bigint;
  readonly statementPaidMinor: bigint;
  readonly minimumPaymentMinor: bigint | null;
  /** The day the last statement was cut, `YYYY-MM-DD` in bank time, like every date here. */
  readonly lastCutDate: string;
  readonly dueDate: string | null;
}

/** A card as the bank describes it, without its number. */
export interface Card {
  readonly id: string;
  /** The principal holder, to whom the card's information belongs (D23). */
  readonly clientId: string;
  readonly kind: 'credit' | 'debit';
  readonly status: 'active' | 'blocked' | 'inactive' | 'closed';
  readonly supplementary: boolean;
  readonly lastFour: string;
  /** `null`: since ever. */
  readonly activeFrom: string | null;
  /** The last month the card is good for, `YYYY-MM`. */
  readonly expiryMonth: string;
  /** Of principal credit cards only. */
  readonly credit: CreditTerms | null;
  /** Of debit cards, first linked first. */
  readonly linkedAccountIds: readonly string[];
}

/** A credit card of which something can be told. */
export type CreditCard = Card & { readonly credit: CreditTerms };
