/**
 * Why a conversation with Asterisk is over: the caller hung up; the connection was lost and the call may come back; nobody
 * answered a command; what came is no FastAGI; or we stop.
 */
export type AgiEnd = 'hungUp' | 'lost' | 'silent' | 'malformed' | 'stopping';

/** A conversation with Asterisk came to its end. Carries nothing of what was sent (S31). */
export class AgiBroken extends Error {
  override readonly name = 'AgiBroken';

  constructor(
    readonly end: AgiEnd,
    /** What was not as it should be, in our words. */
    readonly detail?: string,
  ) {
    super(detail === undefined ? end : `${end}: ${detail}`);
  }
}
