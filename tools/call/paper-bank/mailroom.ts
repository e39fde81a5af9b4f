import type { ReplyValues } from '../../../apps/gateway/src/call-flow/service-request.js';
import type { ClientFile } from './information.js';
import type { Ledger } from './ledger.js';

const REPEAT_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const MOST_PER_DAY = 10;

type Refusal = 'already' | 'limit' | 'no-email' | 'no-password';

/** E-mails that were asked for (requirements 5.3): counted, never sent. */
export class Mailroom {
  readonly queued: { client: string; callId: string; item: string; at: number }[] = [];

  constructor(private readonly ledger: Ledger) {}

  statement(
    who: { client: string; callId: string },
    file: ClientFile,
    currency: string,
    at: number,
  ): ReplyValues['emailStatement'] {
    if (!file.balances().some((account) => account.currency === currency)) return { outcome: 'no-account' };
    return { outcome: this.queue(who, `statement ${currency}`, at) };
  }

  transactions(
    who: { client: string; callId: string },
    card: ReplyValues['lastTransactions'],
    cardId: string,
    at: number,
  ): ReplyValues['emailTransactions'] {
    if (card.transactions.length === 0) return { outcome: 'no-transactions', lastCutDate: card.lastCutDate };
    return { outcome: this.queue(who, `transactions ${cardId}`, at) };
  }

  private queue({ client, callId }: { client: string; callId: string }, item: string, at: number): 'queued' | Refusal {
    const mail = this.ledger.mail.get(client);
    if (!mail?.usable) return 'no-email';
    if (!mail.hasPassword) return 'no-password';
    const own = this.queued.filter((earlier) => earlier.client === client);
    if (own.some((earlier) => earlier.item === item && (earlier.callId === callId || earlier.at > at - REPEAT_MS)))
      return 'already';
    if (own.filter((earlier) => earlier.at > at - DAY_MS).length >= MOST_PER_DAY) return 'limit';
    this.queued.push({ client, callId, item, at });
    return 'queued';
  }
}
