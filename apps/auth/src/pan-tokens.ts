import { createHmac } from 'node:crypto';

/** The keyed token a card number is looked up by: it cannot be turned back without the key, which is no database's (S1). */
export class PanTokens {
  constructor(private readonly key: Buffer) {}

  /** @param pan all 16 digits. */
  of(pan: string): Buffer {
    return createHmac('sha256', this.key).update(pan).digest();
  }
}
