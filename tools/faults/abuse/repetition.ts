/** What a request was answered with. */
interface Given {
  readonly status: number;
  readonly body: string;
}

/** What the second delivery of a request came to: the bytes of the first, a refusal, the end of a call that is over, or something new. */
export type Repetition = 'stored' | 'refused' | 'over' | 'new';

/** A document that does nothing but end a call. */
const BARE_HANGUP = /^<\?xml[^>]*>\s*<Response>\s*<Hangup\s*\/>\s*<\/Response>\s*$/;

/** Tells what the second delivery of a request came to. */
export function repetitionOf(first: Given, again: Given): Repetition {
  if (again.status === first.status && again.body === first.body) return 'stored';
  if (again.status >= 400 && again.status < 500 && again.body === '') return 'refused';
  return again.status === 200 && BARE_HANGUP.test(again.body) ? 'over' : 'new';
}
