import type {
  ChangeRecipientEmail,
  FindRecipient,
  ReplyInputOf,
  RequestOf,
  TellOfPhonesChanged,
} from '#libs/contracts';
import { RequestRefused } from '#libs/messaging';
import { randomUUID } from 'node:crypto';
import type { NoticeKind } from '../domain/delivery.js';
import { isPlainAddress, maskAddress } from '../domain/e-mail-address.js';
import type { Queries } from '../persistence/connections.js';
import type { DeliveryJobs } from '../persistence/delivery-jobs.js';
import type { PromisesRepository } from '../persistence/promises.repository.js';
import type { RecipientsRepository } from '../persistence/recipients.repository.js';

/** A notice goes before every statement: an owner who did not want the change must hear of it first. */
const NOTICE_PRIORITY = 1_000;

/** Changes of where a client is reached, and that the owner is told of them (S34). */
export class ContactsService {
  constructor(
    private readonly recipients: RecipientsRepository,
    private readonly promises: PromisesRepository,
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
    await this.promises.transaction(async (queries) => {
      const row = await this.recipients.lockedEmail(queries, clientId);
      if (!row) throw new RequestRefused('NOT_FOUND');
      if (row.email === after) return;
      if (row.email !== before) throw new RequestRefused('CHANGED');
      await this.recipients.setEmail(queries, clientId, after);
      if (before !== null)
        await this.promise(queries, { commandId, clientId, kind: 'email-changed', toAddress: before });
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
    await this.promises.transaction((queries) =>
      this.promise(queries, { commandId, clientId, kind: 'phones-changed', toAddress }),
    );
    this.accepted();
    return { ownerIsTold: true };
  }

  private async promise(
    queries: Queries,
    notice: { commandId: string; clientId: string; kind: NoticeKind; toAddress: string },
  ): Promise<void> {
    const [id, priority] = [randomUUID(), NOTICE_PRIORITY];
    if (await this.promises.insertNotice(queries, { ...notice, id, priority }, this.timeZone))
      await this.jobs.add(queries, id, { priority, inSeconds: 0 });
  }
}
