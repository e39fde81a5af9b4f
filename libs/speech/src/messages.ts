import { PromptId } from './catalogue.js';

/**
 * The system messages of requirements 5.4 and the prompts each is played as, in order. Where one name stands for
 * several wordings, each wording has its own: `P-NOINPUT` is a menu's, `P-NOINPUT-ENTRY` an entry's, and so on.
 */
const MESSAGES = {
  'P-WELCOME': ['welcome'],
  'P-PRIVACY': ['privacy.recording', 'privacy.data'],
  'P-INVALID': ['error.invalid-key'],
  'P-NOINPUT': ['error.no-input'],
  'P-NOINPUT-ENTRY': ['error.no-digits'],
  'P-ENTRY-INVALID': ['error.invalid-entry'],
  'P-VFAIL': ['identification.failed'],
  'P-VFAIL-FINAL': ['identification.closed', 'identification.closed-advice'],
  'P-HIDDEN': ['identification.hidden-number', 'identification.hidden-number-advice'],
  'P-CN-NOT-HERE': ['identification.card-only'],
  'P-STEP-UP': ['identification.step-up'],
  'P-NEED-CREDIT': ['cards.need-credit.intro'],
  'P-NO-CC': ['cards.none'],
  'P-NO-DEBIT': ['accounts.no-debit-card'],
  'P-NO-DEBT': ['cards.limit.no-debt'],
  'P-NO-TXN': ['cards.last-transaction.none', 'cards.last-transaction.none-since'],
  'P-NO-ACC': ['accounts.none'],
  'P-NO-ACC-CUR': ['statements.no-account'],
  'P-NO-EMAIL': ['email.none', 'email.none-advice'],
  'P-NO-PASSWORD': ['email.no-password', 'email.no-password-advice'],
  'P-EMAIL-QUEUED': ['email.queued'],
  'P-EMAIL-ALREADY': ['email.already'],
  'P-EMAIL-LIMIT': ['email.limit'],
  'P-MINOR': ['identification.under-age', 'identification.under-age-advice'],
  'P-INELIGIBLE': ['identification.ineligible'],
  'P-UNAVAILABLE': ['error.information-unavailable'],
  'P-UNAVAILABLE-EMAIL': ['email.failed'],
  'P-WAIT': ['common.please-wait'],
  'P-TRANSFER': ['transfer.agent'],
  'P-TRANSFER-LOST-CARD': ['transfer.lost-card'],
  'P-TRANSFER-COMPLAINTS': ['transfer.complaint'],
  'P-TRANSFER-POS': ['transfer.pos-support'],
  'P-BUSY': ['transfer.busy'],
  'P-NO-AGENT': ['transfer.failed'],
  'P-CLOSED': ['transfer.closed'],
  'P-CALLBACK': ['callback.option.request'],
  'P-REFERENCE': ['reference.number'],
  'P-BYE': ['goodbye'],
} as const satisfies Record<string, readonly PromptId[]>;

/** The name of a system message. */
export type PName = keyof typeof MESSAGES;

/** The prompts of every system message, in the order they are played (requirements 5.4). */
export const P_MESSAGES: Record<PName, readonly PromptId[]> = MESSAGES;
