import { z } from 'zod';

/** Whole minor units (cents, qindarka) as decimal text: `bigint` does not survive JSON. */
export const MinorUnitsText = z.string().regex(/^-?\d{1,18}$/);
export const CurrencyCode = z.string().regex(/^[A-Z]{3}$/);
export const Language = z.enum(['sq', 'en']);
/** The last four digits of a card or account: all that may be said of its number. */
export const LastFour = z.string().regex(/^\d{4}$/);
/** A day in bank time, `YYYY-MM-DD`. */
export const BankDate = z.iso.date();
/** An instant with its offset. */
export const Instant = z.iso.datetime({ offset: true });
/** A caller number in international form: `+` and 8 to 15 digits. */
export const E164 = z.string().regex(/^\+[1-9]\d{7,14}$/);
/** A sealed secret (S6): only the service it is meant for can open it. */
export const Sealed = z.base64().max(2_000);
/** A grant issued by auth (S18), as a compact token. */
export const Grant = z.string().min(1).max(2_000);
/** The bank's own key of a record in an import; ids of the platform are derived from it. */
export const SourceId = z.string().min(1).max(100);
/** Makes a retry harmless: the same id gets the first answer again. */
export const CommandId = z.uuid();

export const VerificationLevel = z.enum(['client_number', 'debit_card', 'credit_card']);
export type VerificationLevel = z.output<typeof VerificationLevel>;

/** An information item a verified caller may get (requirements 4.2). */
export const InformationItem = z.enum(['C1', 'C2', 'C3', 'A1', 'A2', 'A3']);
export type InformationItem = z.output<typeof InformationItem>;

/** What every request for a client's data carries; the grant is checked by the service that answers. */
export const Granted = z.object({ callId: z.uuid(), grant: Grant });
