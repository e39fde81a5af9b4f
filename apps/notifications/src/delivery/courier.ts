import type { Logger } from '#libs/logging';
import { RequestRefused, ServiceUnavailable } from '#libs/messaging';
import type { DocumentDelivery, NoticeDelivery, Outcome } from '../domain/delivery.js';
import { buildMessage, type MailSettings, UnusableMail } from '../mail/message.js';
import type { Recipient, TakenDelivery } from '../persistence/deliveries.repository.js';
import { PasswordDoesNotOpen, type StatementPasswords } from '../recipients/statement-passwords.js';
import type { DocumentMaker, Documents } from './document-maker.js';
import { type MailServer, WrongRecipient } from './mail-server.js';
import type { Spool } from './spool.js';

/** The parts of an attempt. */
export interface CourierParts {
  readonly passwords: StatementPasswords;
  readonly documents: DocumentMaker;
  readonly spool: Spool;
  readonly mailServer: MailServer;
  readonly mail: MailSettings;
  readonly protection: 'encrypted_pdf' | 'plain_pdf';
  readonly logger: Logger;
}

/** What an attempt is told by, and tells, those who wait for it. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly onStall: () => void;
}

/** How an attempt ended, and the address it was made for. */
export interface Attempted {
  readonly outcome: Outcome;
  readonly address: string | null;
}

/** Errors of the file system that say "not now", about this machine and not about the e-mail. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EIO', 'EROFS']);

/** Makes one attempt: who it goes to, what it brings, and over to the mail server. Writes nothing down. */
export class Courier {
  constructor(private readonly parts: CourierParts) {}

  /** Whatever goes wrong is an outcome. */
  async attempt(delivery: TakenDelivery, watch: Watch): Promise<Attempted> {
    let address: string | null = null;
    try {
      const { recipient } = delivery;
      if ('toAddress' in delivery) {
        address = delivery.toAddress;
        return { outcome: await this.sendNotice(delivery, recipient?.name ?? '', watch), address };
      }
      address = recipient?.address ?? null;
      if (!recipient || address === null) return { outcome: refused('no address to which mail arrives'), address };
      const password = this.passwordOf(recipient, delivery.clientId);
      if (password === null) return { outcome: refused('no statement password any more'), address };
      const outcome = await this.send(delivery, { name: recipient.name, address }, password, watch);
      return { outcome, address };
    } catch (error) {
      return { outcome: this.outcomeOf(error, delivery, watch.signal), address };
    }
  }

  /** `undefined`: documents are not closed; `null`: they would have to be, and cannot. */
  private passwordOf({ sealedPassword }: Recipient, clientId: string): string | null | undefined {
    if (this.parts.protection === 'plain_pdf') return undefined;
    return sealedPassword && this.parts.passwords.decrypt(sealedPassword, clientId);
  }

  /** To the address that was on record before the change, whatever is on record now (S34). */
  private async sendNotice(delivery: NoticeDelivery, name: string, { signal, onStall }: Watch): Promise<Outcome> {
    const { id: deliveryId, language, kind, toAddress: address } = delivery;
    const content = { deliveryId, language, kind, recipient: { name, address }, attachments: [] };
    const message = buildMessage(content, this.parts.mail);
    return this.parts.mailServer.send({ message, recipient: address, bytes: 0, signal, onStall });
  }

  private async send(
    delivery: DocumentDelivery,
    recipient: { name: string; address: string },
    password: string | undefined,
    { signal, onStall }: Watch,
  ): Promise<Outcome> {
    const { spool, documents, mailServer, mail } = this.parts;
    await using folder = spool.folderFor(delivery.id);
    const { files, bytes }: Documents = await documents.make({
      delivery,
      holderName: recipient.name,
      password,
      folder: folder.path,
      signal,
    });
    signal.throwIfAborted();
    const { id: deliveryId, language, kind } = delivery;
    const message = buildMessage({ deliveryId, language, kind, recipient, attachments: files }, mail);
    return await mailServer.send({ message, recipient: recipient.address, bytes, signal, onStall });
  }

  private outcomeOf(error: unknown, delivery: TakenDelivery, signal: AbortSignal): Outcome {
    if (signal.aborted) return { kind: 'postponed', because: 'stopping', reply: 'we were stopped' };
    if (error instanceof ServiceUnavailable)
      return { kind: 'postponed', because: 'data-away', reply: `no answer to ${error.subject}` };
    if (error instanceof RequestRefused && error.code === 'EXPORT_NOT_FOUND')
      return refused('its data are no longer kept ready');
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
    if (NO_ROOM.has(code)) {
      this.parts.logger.error({ alert: 'documents_cannot_be_written', code }, 'alert');
      return { kind: 'postponed', because: 'data-away', reply: `the document could not be written (${code})` };
    }
    this.parts.logger.error({ deliveryId: delivery.id, err: error }, 'an e-mail could not be made');
    const isHopeless =
      error instanceof WrongRecipient || error instanceof UnusableMail || error instanceof PasswordDoesNotOpen;
    if (isHopeless) return refused(error.message);
    const name = error instanceof Error ? error.name : 'unknown';
    return { kind: 'deferred', reply: `the e-mail could not be made (${name})` };
  }
}

function refused(reply: string): Outcome {
  return { kind: 'refused', addressIsBad: false, reply };
}
