import { merchantInWords, sentence, type Language, type SpokenValue, type UtterancePart } from '#libs/speech';
import type { ReplyValues } from './service-request.js';

/** What is heard of each information item, in the order of requirements 5.5. Pure: values in, prompts out. */

const amount = (minor: string, currency: string): SpokenValue => ({ kind: 'amount', minor, currency });
const positive = (minor: string): string => minor.replace(/^-/, '');
const isZero = (minor: string): boolean => /^-?0+$/.test(minor);
const isNegative = (minor: string): boolean => minor.startsWith('-') && !isZero(minor);

/** C1: which card, approved limit, available limit, debt; what must be paid and until when only where there is debt. */
export function limitAndDebt(card: ReplyValues['limitAndDebt']): UtterancePart[] {
  const { currency, statementDebtMinor: debt } = card;
  const parts: UtterancePart[] = [
    { prompt: 'cards.ending', value: { kind: 'lastFour', digits: card.lastFour } },
    { prompt: 'cards.limit.total', value: amount(card.approvedLimitMinor, currency) },
    { prompt: 'cards.limit.available', value: amount(card.availableLimitMinor, currency) },
  ];
  if (isZero(debt)) return [...parts, { prompt: 'cards.limit.no-debt' }];
  if (isNegative(debt)) return [...parts, { prompt: 'cards.limit.in-credit', value: amount(positive(debt), currency) }];
  parts.push({ prompt: 'cards.limit.debt', value: amount(debt, currency) });
  if (card.minimumPaymentMinor !== undefined) {
    parts.push({ prompt: 'cards.limit.minimum-payment', value: amount(card.minimumPaymentMinor, currency) });
  }
  if (card.dueDate !== undefined)
    parts.push({ prompt: 'cards.limit.due-date', value: { kind: 'date', date: card.dueDate } });
  return parts;
}

/** C2: the last transactions, newest first; money returned must not sound like a payment. */
export function lastTransactions(card: ReplyValues['lastTransactions']): UtterancePart[] {
  if (card.transactions.length === 0) return noTransactions(card.lastCutDate);
  return card.transactions.flatMap((transaction, index): UtterancePart[] => [
    {
      prompt: index === 0 ? 'cards.last-transaction.date' : 'cards.last-transaction.previous-date',
      value: { kind: 'date', date: transaction.date },
    },
    {
      prompt: isNegative(transaction.amountMinor) ? 'cards.last-transaction.amount' : 'cards.last-transaction.refund',
      value: amount(positive(transaction.amountMinor), transaction.currency),
    },
    ...place(transaction.description),
  ]);
}

/** Where it was, when anything that can be said is left of the description. */
function place(description: string): UtterancePart[] {
  if (merchantInWords(description, 'sq') === '') return [];
  return [{ prompt: 'cards.last-transaction.merchant', value: { kind: 'merchant', description } }];
}

/** `P-NO-TXN`. */
export function noTransactions(lastCutDate: string): UtterancePart[] {
  return [
    { prompt: 'cards.last-transaction.none' },
    { prompt: 'cards.last-transaction.none-since', value: { kind: 'date', date: lastCutDate } },
  ];
}

/** A1: the accounts linked to the debit card. */
export function linkedBalances({ accounts }: ReplyValues['linkedBalances']): UtterancePart[] {
  if (accounts.length === 0) return [{ prompt: 'accounts.no-debit-card' }];
  return accounts.flatMap((account): UtterancePart[] => [
    { prompt: 'accounts.balance.linked' },
    { prompt: 'accounts.balance.available', value: amount(account.availableBalanceMinor, account.currency) },
  ]);
}

/** A2: every account; its last four digits only where two are of the same type and currency (5.2). */
export function allBalances({ accounts }: ReplyValues['allBalances']): UtterancePart[] {
  if (accounts.length === 0) return [{ prompt: 'accounts.none' }];
  return accounts.flatMap((account): UtterancePart[] => {
    const twins = accounts.filter(({ type, currency }) => type === account.type && currency === account.currency);
    return [
      {
        prompt: account.type === 'current' ? 'accounts.balance.current' : 'accounts.balance.savings',
        value: { kind: 'currency', currency: account.currency },
      },
      ...(twins.length > 1
        ? [
            {
              prompt: 'accounts.balance.ending' as const,
              value: { kind: 'lastFour' as const, digits: account.lastFour },
            },
          ]
        : []),
      { prompt: 'accounts.balance.available', value: amount(account.availableBalanceMinor, account.currency) },
    ];
  });
}

/** Data older than the bank allows is announced with its time (D46). */
export function ageOf(asOf: string, at: number, maxAgeMs: number, timeZone: string): UtterancePart[] {
  if (at - Date.parse(asOf) <= maxAgeMs) return [];
  return [
    { prompt: 'common.updated-at', value: { kind: 'when', at: asOf, now: new Date(at).toISOString(), timeZone } },
  ];
}

/**
 * Whether every part has words: a currency without them (libs/speech) or an amount beyond them makes the item
 * unavailable, never wrong and never a broken call.
 */
export function canBeSpoken(parts: readonly UtterancePart[], language: Language): boolean {
  try {
    return parts.every((part) => sentence(part, language, '') !== '');
  } catch {
    return false;
  }
}
