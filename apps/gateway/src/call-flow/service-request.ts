import type {
  GetLastTransactions,
  GetLimitAndDebt,
  GetLinkedBalances,
  ListBalances,
  ListCreditCards,
  ListDebitCards,
  LookUpCallerNumber,
  ReplyOf,
  RequestStatement,
  RequestTransactionList,
  VerifyCredential,
} from '#libs/contracts';

/**
 * What the call flow asks of the world outside it. The runner carries it out and feeds the reply back in as an event;
 * digits stand here only between two lines of one tick and are in no state (P1).
 */
export type ServiceRequest =
  | { kind: 'lookUpCallerNumber' }
  /** Seals in the same tick (S6); the reply is the sealed text. */
  | { kind: 'sealCardNumber'; digits: string }
  | { kind: 'verifyCard'; sealedPan: string; pin: string }
  | { kind: 'verifyClientNumber'; digits: string }
  | { kind: 'listCreditCards' }
  | { kind: 'limitAndDebt'; cardId: string }
  | { kind: 'lastTransactions'; cardId: string; count: number }
  | { kind: 'listDebitCards' }
  | { kind: 'linkedBalances'; accountIds: readonly string[] }
  | { kind: 'allBalances' }
  | { kind: 'emailStatement'; currency: string }
  | { kind: 'emailTransactions'; cardId: string }
  /** Opens a complaint; the same step of the same call gets the same reference. */
  | { kind: 'openComplaint' };

export type ServiceRequestKind = ServiceRequest['kind'];

/** The value of a reply that came, by kind of request. */
export interface ReplyValues {
  lookUpCallerNumber: ReplyOf<typeof LookUpCallerNumber>;
  sealCardNumber: { sealedPan: string };
  verifyCard: ReplyOf<typeof VerifyCredential>;
  verifyClientNumber: ReplyOf<typeof VerifyCredential>;
  listCreditCards: ReplyOf<typeof ListCreditCards>;
  limitAndDebt: ReplyOf<typeof GetLimitAndDebt>;
  lastTransactions: ReplyOf<typeof GetLastTransactions>;
  listDebitCards: ReplyOf<typeof ListDebitCards>;
  linkedBalances: ReplyOf<typeof GetLinkedBalances>;
  allBalances: ReplyOf<typeof ListBalances>;
  emailStatement: ReplyOf<typeof RequestStatement>;
  emailTransactions: ReplyOf<typeof RequestTransactionList>;
  openComplaint: { reference: string };
}

/** How a request ended; every failure of a service is one thing to the flow: not available now. */
export type ServiceReply = {
  [K in ServiceRequestKind]:
    | { kind: 'reply'; to: K; at: number; ok: true; value: ReplyValues[K] }
    | { kind: 'reply'; to: K; at: number; ok: false };
}[ServiceRequestKind];
