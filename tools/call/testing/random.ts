/** Random numbers that come again with the same seed (mulberry32). */
export class Random {
  constructor(private seed: number) {}

  /** From 0, below 1. */
  next(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** True so often in the long run. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from 0, below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** One of several. @throws RangeError for none. */
  one<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to choose from');
    return item;
  }

  /** So many digits. */
  digits(count: number): string {
    return Array.from({ length: count }, () => String(this.below(10))).join('');
  }
}
