const DAY_MS = 24 * 60 * 60_000;
const MOST_IN_CALL = 3;
const MOST_OF_NUMBER = 6;
const MOST_CARDS_OF_NUMBER = 4;
const MOST_WRONG_PINS = 3;
const MOST_WRONG_PINS_IN_ALL = 10;

interface CardTries {
  consecutive: number;
  total: number;
  lockedUntil: number;
}

type Keyed = { kind: 'card'; pan: string } | { kind: 'clientNumber' };

/** The counters of requirements 4.5, on paper. */
export class Tries {
  private readonly inCall = new Map<string, number>();
  private readonly failuresOfNumber = new Map<string, number[]>();
  private readonly cardsOfNumber = new Map<string, { pan: string; at: number }[]>();
  private readonly ofCard = new Map<string, CardTries>();

  /** Why self-service is closed before anything is looked at. */
  whyClosed(callId: string, number: string | undefined, credential: Keyed, at: number): string | undefined {
    if ((this.inCall.get(callId) ?? 0) >= MOST_IN_CALL) return 'call';
    if (number === undefined) return undefined;
    if (this.recentFailures(number, at).length >= MOST_OF_NUMBER) return 'number';
    if (credential.kind !== 'card') return undefined;
    const others = new Set(this.recentCards(number, at).filter((pan) => pan !== credential.pan));
    return others.size >= MOST_CARDS_OF_NUMBER ? 'cards' : undefined;
  }

  cardTried(number: string | undefined, credential: Keyed, at: number): void {
    if (number === undefined || credential.kind !== 'card') return;
    this.cardsOfNumber.set(number, [...(this.cardsOfNumber.get(number) ?? []), { pan: credential.pan, at }]);
  }

  /** Counts a failure of any reason; the answer is the same for all of them. */
  failed(callId: string, number: string | undefined, reason: string, at: number) {
    const inCall = (this.inCall.get(callId) ?? 0) + 1;
    this.inCall.set(callId, inCall);
    if (number !== undefined) this.failuresOfNumber.set(number, [...(this.failuresOfNumber.get(number) ?? []), at]);
    const ofNumber = number === undefined ? 0 : this.recentFailures(number, at).length;
    const attemptsLeft = Math.min(MOST_IN_CALL - inCall, MOST_OF_NUMBER - ofNumber);
    if (attemptsLeft <= 0) return { outcome: 'closed', reason } as const;
    return { outcome: 'refused', reason, attemptsLeft } as const;
  }

  isLocked(card: string, at: number): boolean {
    const tries = this.of(card);
    if (tries.lockedUntil > at) return true;
    // A lock that is over starts the consecutive count again; the total stays.
    if (tries.lockedUntil > 0) Object.assign(tries, { lockedUntil: 0, consecutive: 0 });
    return false;
  }

  wrongPin(card: string, at: number): void {
    const tries = this.of(card);
    tries.consecutive += 1;
    tries.total += 1;
    if (tries.consecutive >= MOST_WRONG_PINS) tries.lockedUntil = at + DAY_MS;
    if (tries.total >= MOST_WRONG_PINS_IN_ALL) tries.lockedUntil = Infinity;
  }

  rightPin(card: string): void {
    this.ofCard.delete(card);
  }

  /** Staff unlock the card for the phone channel; both counts start again. */
  unlock(card: string): void {
    this.ofCard.delete(card);
  }

  /** Consecutive wrong PINs of a card, and all since its last right one. */
  of(card: string): CardTries {
    const tries = this.ofCard.get(card) ?? { consecutive: 0, total: 0, lockedUntil: 0 };
    this.ofCard.set(card, tries);
    return tries;
  }

  failuresIn(callId: string): number {
    return this.inCall.get(callId) ?? 0;
  }

  private recentFailures(number: string, at: number): number[] {
    return (this.failuresOfNumber.get(number) ?? []).filter((failedAt) => failedAt > at - DAY_MS);
  }

  private recentCards(number: string, at: number): string[] {
    return (this.cardsOfNumber.get(number) ?? []).filter((tried) => tried.at > at - DAY_MS).map(({ pan }) => pan);
  }
}
