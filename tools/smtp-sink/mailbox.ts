import { createHash } from 'node:crypto';

/** A mail as it came in. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly messageId: string;
  readonly receivedAt: Date;
  /** The message with its dots taken out again; empty when the mailbox keeps none. */
  readonly raw: Buffer;
}

/** Every mail a server took, in the order in which it took them. */
export class Mailbox {
  readonly mails: Mail[] = [];
  private readonly copies = new Map<string, number>();

  /** @param keep how many mails keep their content; the others are only counted. */
  constructor(private readonly keep: number) {}

  add(from: string, to: string, raw: Buffer): Mail {
    const messageId = messageIdOf(raw) ?? createHash('sha256').update(raw).digest('hex');
    const kept = this.mails.length < this.keep ? raw : Buffer.alloc(0);
    const mail = { from, to, messageId, receivedAt: new Date(), raw: kept };
    this.mails.push(mail);
    this.copies.set(messageId, (this.copies.get(messageId) ?? 0) + 1);
    return mail;
  }

  /** How many different mails came in. */
  get distinct(): number {
    return this.copies.size;
  }

  /** How many came in that were here already. */
  get extraCopies(): number {
    return this.mails.length - this.copies.size;
  }

  copiesOf(messageId: string): number {
    return this.copies.get(messageId) ?? 0;
  }

  empty(): void {
    this.mails.length = 0;
    this.copies.clear();
  }
}

/** The Message-ID of a message, read from its headers only. */
export function messageIdOf(raw: Buffer): string | undefined {
  const end = raw.indexOf('\r\n\r\n');
  const headers = raw.toString('latin1', 0, end === -1 ? raw.length : end);
  return /^message-id:\s*(<[^>\r\n]+>)/im.exec(headers)?.[1];
}
