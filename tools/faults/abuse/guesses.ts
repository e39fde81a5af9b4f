import type { Errand } from '../platform/customer.js';

/** A PIN that is tried. */
interface Guess {
  /** The number that is shown. */
  readonly from: string;
  readonly pan: string;
  readonly pin: string;
}

/** Somebody with a script who tries PINs. */
export interface Guesser extends Guess {
  /** Before dialling, and between hearing and pressing, milliseconds. */
  readonly waitsMs: number;
  readonly thinkMs: number;
}

/** What a process of guessers is to do. */
export interface GuessingJob {
  readonly gateways: readonly string[];
  readonly guessers: readonly Guesser[];
}

/** What their calls came to. */
export interface GuessingResult {
  /** Calls in which a credential was accepted or an item of information was heard. */
  readonly letIn: number;
  /** How calls ended, and how many of them so: the last sentence that was heard. */
  readonly ends: Readonly<Record<string, number>>;
  readonly steps: number;
}

/** Tries a PIN for as long as the bank listens; whoever hears the menu behind it was let in. */
export const guess = ({ from, pan, pin }: Guess): Errand => ({
  from,
  keys: [
    // Who was only put off tries again.
    ['error.information-unavailable', '8'],
    ['language.option.english', '2'],
    ['caller.option.individual', '1'],
    ['identification.enter-credit-card-number', pan],
    ['identification.enter-card-number', pan],
    ['identification.enter-telephone-pin', pin],
    ['identification.enter-pin', pin],
    ['individual.option.cards', '1'],
  ],
  wants: [
    ...(['cards.option.limit', 'cards.option.last-transaction', 'cards.limit.total', 'cards.limit.debt'] as const),
    ...(['accounts.option.all-balances', 'accounts.balance.current'] as const),
  ],
  times: 1,
});
