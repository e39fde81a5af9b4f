import type { Language } from '#libs/speech';

/** Where the answer to a turn is to go; each provider puts it into addresses of its own. */
export type Continuation =
  /** The next step of a call; the token is good for one event (S21). */
  | { kind: 'step'; token: string }
  /** A call that cannot go on by itself and is handed to people; nothing of it is kept (requirements 8). */
  | { kind: 'lastResort'; language: Language; attempt: number };
