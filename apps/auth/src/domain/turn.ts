/** A caller's place where many wait for the same thing (S15). */
export interface Turn {
  /** Callers on numbers that are registered, and so may be their own, go first. */
  readonly priority: 'own' | 'other';
  /** Waited for no longer: the process's own clock, in milliseconds (`performance.now`). */
  readonly notAfter: number;
}

/** Too many wait for the same thing, or the turn came too late; nothing was begun. */
export class NoTurn extends Error {
  override readonly name = 'NoTurn';
}
