import { LANGUAGES, sentence } from '#libs/speech';

/** What a request was answered with. */
interface Given {
  readonly status: number;
  readonly body: string;
}

/**
 * What the second delivery of a request came to: the bytes of the first, a refusal, the end of a call that is over, or something
 * new. `unsettled`: one of them was answered with an apology and an agent, of which nothing is stored.
 */
export type Repetition = 'stored' | 'refused' | 'over' | 'unsettled' | 'new';

/** A document that does nothing but end a call. */
const BARE_HANGUP = /^<\?xml[^>]*>\s*<Response>\s*<Hangup\s*\/>\s*<\/Response>\s*$/;

const APOLOGIES = LANGUAGES.map((language) => sentence({ prompt: 'error.apology' }, language, ''));

/** Whether somebody was told that something went wrong here, and is handed to an agent. */
export const isApology = (said: string): boolean => APOLOGIES.some((apology) => said.includes(apology));

/** Tells what the second delivery of a request came to. */
export function repetitionOf(first: Given, again: Given): Repetition {
  if (again.status === first.status && again.body === first.body) return 'stored';
  if (again.status >= 400 && again.status < 500 && again.body === '') return 'refused';
  if (isApology(first.body) || isApology(again.body)) return 'unsettled';
  return again.status === 200 && BARE_HANGUP.test(again.body) ? 'over' : 'new';
}
