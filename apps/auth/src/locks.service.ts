import type { ReleaseLock, RequestOf } from '#libs/contracts';
import { RequestRefused } from '#libs/messaging';
import type { DataSource, EntityManager } from 'typeorm';
import { writeAudit } from './persistence/audit-entries.js';
import { clearTries } from './persistence/card-tries.js';
import { releaseNumber } from './persistence/throttle-facts.js';

type Request = RequestOf<typeof ReleaseLock>;

/** What staff may undo (requirements 4.5); each time with a reason and a name in the audit trail. */
export class LocksService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Clears a card's counters and lock, or a caller number's block and counters.
   * @returns whether there was a lock to release.
   * @throws RequestRefused NOT_FOUND for a card auth does not know.
   */
  async release({ subject, reason, releasedBy }: Request): Promise<{ released: boolean }> {
    return this.dataSource.transaction(async (manager) => {
      const before = await release(manager, subject);
      await writeAudit(manager, {
        event: subject.kind === 'card' ? 'card_released' : 'caller_number_released',
        subject: subject.kind === 'card' ? subject.cardId : subject.callerNumber,
        madeBy: releasedBy,
        details: { reason, before },
      });
      return { released: before.wasLocked };
    });
  }
}

async function release(manager: EntityManager, subject: Request['subject']): Promise<{ wasLocked: boolean }> {
  if (subject.kind === 'callerNumber') return { wasLocked: await releaseNumber(manager, subject.callerNumber) };
  const before = await clearTries(manager, subject.cardId);
  if (!before) throw new RequestRefused('NOT_FOUND');
  return before;
}
