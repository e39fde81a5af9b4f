import type { ListBlockedNumbers, ListLockedCards, ReleaseLock, ReplyInputOf, RequestOf } from '#libs/contracts';
import { RequestRefused } from '#libs/messaging';
import type { DataSource, EntityManager } from 'typeorm';
import { writeAudit } from './persistence/audit-entries.js';
import { clearTries, endLock } from './persistence/card-tries.js';
import { blockedNumbers, lockedCards } from './persistence/locks.js';
import { releaseNumber } from './persistence/throttle-facts.js';

type Request = RequestOf<typeof ReleaseLock>;

/** What staff may see and undo of locks (requirements 4.5); undone each time with a reason and a name in the audit trail. */
export class LocksService {
  constructor(
    private readonly dataSource: DataSource,
    /** Wrong PINs since the last right one that only two persons clear (S34). */
    private readonly maxFailuresTotal: number,
  ) {}

  async lockedCards({
    limit,
    after,
  }: RequestOf<typeof ListLockedCards>): Promise<ReplyInputOf<typeof ListLockedCards>> {
    return { locks: await lockedCards(this.dataSource.manager, this.maxFailuresTotal, limit, after) };
  }

  async blockedNumbers({
    limit,
    after,
  }: RequestOf<typeof ListBlockedNumbers>): Promise<ReplyInputOf<typeof ListBlockedNumbers>> {
    return { locks: await blockedNumbers(this.dataSource.manager, limit, after) };
  }

  /**
   * Ends a card's lock, or a caller number's block and counters; with the approval of a second person also a card's total.
   * @returns whether there was a lock to release.
   * @throws RequestRefused NOT_FOUND for a card auth does not know, SECOND_PERSON_NEEDED for one whose total is used up.
   */
  async release({ subject, reason, releasedBy, approvedBy }: Request): Promise<{ released: boolean }> {
    return this.dataSource.transaction(async (manager) => {
      const before = await this.end(manager, subject, approvedBy !== undefined);
      await writeAudit(manager, {
        event: subject.kind === 'card' ? 'card_released' : 'caller_number_released',
        subject: subject.kind === 'card' ? subject.cardId : subject.callerNumber,
        madeBy: releasedBy,
        details: { reason, before, ...(approvedBy === undefined ? {} : { approvedBy }) },
      });
      return { released: before.wasLocked };
    });
  }

  private async end(
    manager: EntityManager,
    subject: Request['subject'],
    approved: boolean,
  ): Promise<{ wasLocked: boolean }> {
    if (subject.kind === 'callerNumber') return { wasLocked: await releaseNumber(manager, subject.callerNumber) };
    const { cardId } = subject;
    const before = approved ? await clearTries(manager, cardId) : await endLock(manager, cardId);
    if (!before) throw new RequestRefused('NOT_FOUND');
    // The transaction is undone with it.
    if (!approved && before.total >= this.maxFailuresTotal) throw new RequestRefused('SECOND_PERSON_NEEDED');
    return before;
  }
}
