import { sortOut } from '#libs/bank-feed';
import type { ImportRecipients, ImportReply, RecipientRecord, RequestOf } from '#libs/contracts';
import { idOf } from '#libs/identity';
import { type Opener, SealRefused } from '#libs/sealing';
import { whyPasswordIsRefused, whyRecipientIsRefused } from '../domain/import-rules.js';
import type { RecipientEntity } from '../persistence/recipient.entity.js';
import type { RecipientsRepository } from '../persistence/recipients.repository.js';
import type { StatementPasswords } from './statement-passwords.js';

/** A seal is opened within 30 seconds of its making (S6). */
const MAX_AGE_MS = 30_000;

/** Takes in where e-mails go and what closes their documents; the same record twice changes nothing. */
export class RecipientsImportService {
  constructor(
    private readonly recipients: RecipientsRepository,
    private readonly opener: Opener,
    private readonly passwords: StatementPasswords,
  ) {}

  async import({ importId, records }: RequestOf<typeof ImportRecipients>): Promise<ImportReply> {
    const opened = new Map<RecipientRecord, string | null>();
    const { accepted, refused } = sortOut(records, (record) => {
      const why = whyRecipientIsRefused(record);
      if (why !== null || record.sealedStatementPassword === null) return why;
      const password = this.open(record.sealedStatementPassword, importId);
      if (password === null) return 'sealedStatementPassword: the seal was refused';
      const whyPassword = whyPasswordIsRefused(password);
      if (whyPassword !== null) return `sealedStatementPassword: ${whyPassword}`;
      opened.set(record, password);
      return null;
    });
    const known = await this.recipients.sealedPasswordsOf(accepted.map(({ sourceId }) => idOf('client', sourceId)));
    await this.recipients.store(accepted.map((record) => this.toRow(record, opened.get(record) ?? null, known)));
    return { stored: accepted.length, refused };
  }

  private open(sealed: string, importId: string): string | null {
    try {
      const context = { kind: 'statementPassword', callId: importId, maxAgeMs: MAX_AGE_MS, now: new Date() } as const;
      return this.opener.open(sealed, context).secret;
    } catch (error) {
      if (error instanceof SealRefused) return null;
      throw error;
    }
  }

  private toRow(
    record: RecipientRecord,
    password: string | null,
    known: ReadonlyMap<string, Buffer>,
  ): Pick<RecipientEntity, keyof RecipientEntity> {
    const id = idOf('client', record.sourceId);
    return {
      id,
      name: record.name,
      email: record.email,
      emailUndeliverable: record.emailUndeliverable,
      sealedPassword: password === null ? null : this.encrypted(password, id, known.get(id)),
    };
  }

  /** An unchanged password stays as it is stored: encrypted anew it would look like a change with every feed. */
  private encrypted(password: string, clientId: string, known: Buffer | undefined): Buffer {
    if (known && this.isSame(password, known, clientId)) return known;
    return this.passwords.encrypt(password, clientId);
  }

  private isSame(password: string, known: Buffer, clientId: string): boolean {
    try {
      return this.passwords.decrypt(known, clientId) === password;
    } catch {
      // Stored with a key that is gone: written anew with the present one.
      return false;
    }
  }
}
