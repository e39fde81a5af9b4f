import type { CurrencyCode } from '#libs/money';
import type { Language } from '#libs/speech';

/** Every fixed word of the documents in one language; the terms are those the bank speaks on the phone. */
export interface Wording {
  readonly statement: string;
  readonly cardList: string;
  readonly holder: string;
  readonly account: string;
  readonly accountTypes: { readonly current: string; readonly savings: string };
  readonly creditCard: string;
  readonly currency: string;
  readonly period: string;
  readonly since: string;
  readonly openingBalance: string;
  readonly closingBalance: string;
  readonly debits: string;
  readonly credits: string;
  readonly date: string;
  readonly description: string;
  readonly debit: string;
  readonly credit: string;
  readonly balance: string;
  readonly total: string;
  readonly transactions: string;
  readonly lastCut: string;
  readonly noMovements: string;
  readonly noTransactions: string;
  readonly generated: string;
  /** Everything before the number of pages. */
  page(number: number): string;
}

export const WORDING: Record<Language, Wording> = {
  sq: {
    statement: 'Pasqyra e llogarisë',
    cardList: 'Transaksionet e kartës së kreditit',
    holder: 'Titullari',
    account: 'Llogaria',
    accountTypes: { current: 'Llogari rrjedhëse', savings: 'Llogari kursimi' },
    creditCard: 'Karta e kreditit',
    currency: 'Monedha',
    period: 'Periudha',
    since: 'Pas datës',
    openingBalance: 'Balanca fillestare',
    closingBalance: 'Balanca përfundimtare',
    debits: 'Debi gjithsej',
    credits: 'Kredi gjithsej',
    date: 'Data',
    description: 'Përshkrimi',
    debit: 'Debi',
    credit: 'Kredi',
    balance: 'Balanca',
    total: 'Totali',
    transactions: 'Transaksione',
    lastCut: 'Prerja e fundit e pasqyrës',
    noMovements: 'Nuk ka lëvizje në këtë periudhë.',
    noTransactions: 'Nuk ka transaksione pas prerjes së fundit të pasqyrës.',
    generated: 'Përgatitur më',
    page: (number) => `Faqja ${number} nga `,
  },
  en: {
    statement: 'Account statement',
    cardList: 'Credit card transactions',
    holder: 'Account holder',
    account: 'Account',
    accountTypes: { current: 'Current account', savings: 'Savings account' },
    creditCard: 'Credit card',
    currency: 'Currency',
    period: 'Period',
    since: 'After',
    openingBalance: 'Opening balance',
    closingBalance: 'Closing balance',
    debits: 'Total debits',
    credits: 'Total credits',
    date: 'Date',
    description: 'Description',
    debit: 'Debit',
    credit: 'Credit',
    balance: 'Balance',
    total: 'Total',
    transactions: 'Transactions',
    lastCut: 'Last card statement',
    noMovements: 'There are no movements in this period.',
    noTransactions: 'There are no transactions since the last card statement.',
    generated: 'Prepared on',
    page: (number) => `Page ${number} of `,
  },
};

const CURRENCY_NAMES: Record<Language, Record<string, string>> = {
  sq: {
    ALL: 'Lek',
    EUR: 'Euro',
    USD: 'Dollar amerikan',
    GBP: 'Paund britanik',
    CHF: 'Frangë zvicerane',
    AUD: 'Dollar australian',
    CAD: 'Dollar kanadez',
  },
  en: {
    ALL: 'Albanian lek',
    EUR: 'Euro',
    USD: 'US dollar',
    GBP: 'British pound',
    CHF: 'Swiss franc',
    AUD: 'Australian dollar',
    CAD: 'Canadian dollar',
  },
};

/** `Lek (ALL)`; the code alone for a currency the bank has no name for. */
export function currencyName(currency: CurrencyCode, language: Language): string {
  const name = CURRENCY_NAMES[language][currency];
  return name === undefined ? currency : `${name} (${currency})`;
}
