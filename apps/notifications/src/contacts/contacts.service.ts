import type {
  ChangeRecipientEmail,
  FindRecipient,
  ReplyInputOf,
  RequestOf,
  TellOfPhonesChanged,
} from '#libs/contracts';
import { RequestRefused } from '#libs/messaging';
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { NoticeKind } from '../domain/delivery.js';
import { isPlainAddress, maskAddress } from '../domain/e-mail-address.js';
import type { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import type { DeliveryJobs } from '../persistence/delivery-jobs.js';
import type { RecipientsRepository } from '../persistence/recipients.repository.js';

/** A notice goes before every statement: an owner who did not want the change must hear of it first. */
const NOTICE_PRIORITY = 1_000;

/** Changes of where a client is reached, and that the owner is told of them (S34). */
export class ContactsService {
  constructor(
    private readonly recipients: RecipientsRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly jobs: DeliveryJobs,
    private readonly timeZone: string,
    /** Told after a promise, so that it is kept at once. */
    private readonly accepted: () => void,
  ) {}

  /** @throws RequestRefused NOT_FOUND */
  async find({ clientId }: RequestOf<typeof FindRecipient>): Promise<ReplyInputOf<typeof FindRecipient>> {
    const row = await this.recipients.onRecord(clientId);
    if (!row) throw new RequestRefused('NOT_FOUND');
    return { ...row, maskedEmail: row.email === null ? null : maskAddress(row.email) };
  }

  /**
   * The change and the notice to the old address, both or neither.
   * @throws RequestRefused NOT_FOUND, BAD_ADDRESS, CHANGED when the address is no longer that of before.
   */
  async changeEmail(
    request: RequestOf<typeof ChangeRecipientEmail>,
  ): Promise<ReplyInputOf<typeof ChangeRecipientEmail>> {
    const { commandId, clientId, before, after } = request;
    if (after !== null && !isPlainAddress(after)) throw new RequestRefused('BAD_ADDRESS');
    await this.deliveries.transaction(async (manager) => {
      const row = await this.recipients.lockedEmail(manager, clientId);
      if (!row) throw new RequestRefused('NOT_FOUND');
      if (row.email === after) return;
      if (row.email !== before) throw new RequestRefused('CHANGED');
      await this.recipients.setEmail(manager, clientId, after);
      if (before !== null)
        await this.promise(manager, { commandId, clientId, kind: 'email-changed', toAddress: before });
    });
    this.accepted();
    return { ownerIsTold: before !== null };
  }

  /** At the address on record; an owner who has none is not told by e-mail. */
  async tellOfPhonesChanged({
    commandId,
    clientId,
  }: RequestOf<typeof TellOfPhonesChanged>): Promise<ReplyInputOf<typeof TellOfPhonesChanged>> {
    const toAddress = (await this.recipients.onRecord(clientId))?.email ?? null;
    if (toAddress === null) return { ownerIsTold: false };
    await this.deliveries.transaction((manager) =>
      this.promise(manager, { commandId, clientId, kind: 'phones-changed', toAddress }),
    );
    this.accepted();
    return { ownerIsTold: true };
  }

  private async promise(
    manager: EntityManager,
    notice: { commandId: string; clientId: string; kind: NoticeKind; toAddress: string },
  ): Promise<void> {
    const [id, priority] = [randomUUID(), NOTICE_PRIORITY];
    if (await this.deliveries.insertNotice(manager, { ...notice, id, priority }, this.timeZone))
      await this.jobs.add(manager, id, { priority, inSeconds: 0 });
  }
}
