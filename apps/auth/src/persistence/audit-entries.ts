import type { EntityManager } from 'typeorm';

/** Something done to auth by people, or stated by its settings; never digits of a credential. */
export interface AuditEntry {
  readonly event: 'card_released' | 'caller_number_released' | 'client_phones_changed' | 'pin_kind_stated';
  readonly subject: string;
  readonly madeBy: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Adds to the audit trail; the table takes no change and no deletion from the service's own role. */
export async function writeAudit(manager: EntityManager, entry: AuditEntry): Promise<void> {
  await manager.query('INSERT INTO audit_entries (event, subject, made_by, details) VALUES ($1, $2, $3, $4)', [
    entry.event,
    entry.subject,
    entry.madeBy,
    JSON.stringify(entry.details),
  ]);
}

/** The same, unless the newest entry of this event says it already. */
export async function writeAuditIfNew(manager: EntityManager, entry: AuditEntry): Promise<void> {
  const [newest] = await manager.query<{ same: boolean }[]>(
    `SELECT subject = $2 AND made_by = $3 AND details = $4::jsonb AS same
     FROM audit_entries WHERE event = $1 ORDER BY id DESC LIMIT 1`,
    [entry.event, entry.subject, entry.madeBy, JSON.stringify(entry.details)],
  );
  if (newest?.same !== true) await writeAudit(manager, entry);
}
