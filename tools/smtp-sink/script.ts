/** Where a conversation stands when the script is asked what to do. */
export type Stage = 'banner' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot';

/** The stages at which a server can answer with a code. */
export const REPLY_STAGES = ['banner', 'ehlo', 'mail', 'rcpt', 'data', 'dot'] as const;

/** What is known of a conversation at that moment. */
export interface Moment {
  readonly stage: Stage;
  /** Counts connections, from 1. */
  readonly connection: number;
  /** From RCPT on. */
  readonly recipient: string | undefined;
  /** At the final dot. */
  readonly messageId: string | undefined;
}

/** What the server does instead of its duty. */
export type Deed =
  /** Answers with these words. */
  | { readonly do: 'reply'; readonly words: string }
  /** Says nothing any more and reads nothing any more. */
  | { readonly do: 'hang' }
  /** Gives its ordinary answer one byte at a time. */
  | { readonly do: 'trickle'; readonly everyMs: number }
  /** Gives its ordinary answer late. */
  | { readonly do: 'wait'; readonly ms: number }
  /** Ends the connection without a word; at the final dot the mail is lost. */
  | { readonly do: 'cut' }
  /** At the final dot: the mail is in the mailbox, and the connection ends without a word. */
  | { readonly do: 'keep-and-cut' };

/** Asked at every stage; undefined: do your duty. */
export type Script = (moment: Moment) => Deed | undefined;

/** A server without faults. */
export const honest: Script = () => undefined;
