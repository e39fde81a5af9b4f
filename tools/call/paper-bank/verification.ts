import type { Attestation, ClientRecord, VerificationLevel } from '#libs/contracts';
import { DateTime } from 'luxon';
import type { Ledger, PaperCard } from './ledger.js';
import { Tries } from './tries.js';

const BANK_TIME = 'Europe/Tirane';
const ADULT_AGE = 18;

/** A caller keyed in a credential. `at` is ms since 1970. */
export interface PaperAttempt {
  callId: string;
  presentedNumber: string;
  attestation: Attestation;
  at: number;
  credential: { kind: 'card'; pan: string; pin: string } | { kind: 'clientNumber'; digits: string };
}

export type CallerClass = 'HIDDEN' | 'UNREGISTERED' | 'OWN' | 'OTHER';

/** What came of it; the reason is for tests and never for the caller. */
export type PaperVerdict =
  | {
      outcome: 'verified';
      client: ClientRecord;
      card?: PaperCard;
      level: VerificationLevel;
      class: 'OWN' | 'UNREGISTERED';
    }
  | { outcome: 'refused'; reason: string; attemptsLeft: number }
  | { outcome: 'closed'; reason: string }
  | { outcome: 'minor' | 'ineligible' };

/** Verification as requirements 4.3 to 4.5 put it, written from them and from nothing else. */
export class VerificationDesk {
  readonly tries = new Tries();
  /** Which client a call is verified for (D35). */
  private readonly clientOfCall = new Map<string, string>();

  constructor(
    private readonly ledger: Ledger,
    private readonly withheldNumber: 'refuse' | 'as_unregistered',
  ) {}

  /** The number in international form, or undefined when it is withheld or none (P17). */
  numberOf(presented: string): string | undefined {
    const plain = presented
      .replace(/[\s().-]/g, '')
      .replace(/^00/, '+')
      .replace(/^0/, '+355');
    return /^\+[1-9]\d{7,14}$/.test(plain) ? plain : undefined;
  }

  /** Whether any client registered the number. */
  isRegistered(number: string): boolean {
    return this.ledger.clients.some(({ phones }) => phones.includes(number));
  }

  /** The numbers in the comments are the steps of 4.3. */
  decide(attempt: PaperAttempt): PaperVerdict {
    const { callId, credential, at } = attempt;
    const number = this.numberOf(attempt.presentedNumber);
    // 1
    if (number === undefined && this.withheldNumber === 'refuse') return { outcome: 'closed', reason: 'hidden' };
    // 2
    const card = credential.kind === 'card' ? this.ledger.cards.find(({ pan }) => pan === credential.pan) : undefined;
    const closed = this.tries.whyClosed(callId, number, credential, at);
    if (closed) return { outcome: 'closed', reason: closed };
    this.tries.cardTried(number, credential, at);
    const client = this.ledger.clients.find((known) =>
      credential.kind === 'card' ? known.sourceId === card?.ownerSourceId : known.clientNumber === credential.digits,
    );
    const callerClass = this.classOf(number, client);
    const reason =
      credential.kind === 'card'
        ? this.whyCardFails(card, client, attempt, callerClass)
        : this.whyNumberFails(client, attempt, callerClass);
    // 6
    if (reason !== undefined || !client) return this.tries.failed(callId, number, reason ?? 'unknown', at);
    // 7
    if (client.type !== 'individual' || client.status !== 'active' || client.birthDate === null)
      return { outcome: 'ineligible' };
    const adultOn = DateTime.fromISO(client.birthDate, { zone: BANK_TIME }).plus({ years: ADULT_AGE });
    if (DateTime.fromMillis(at, { zone: BANK_TIME }) < adultOn) return { outcome: 'minor' };
    // 8
    this.clientOfCall.set(callId, client.sourceId);
    const level = card ? (card.kind === 'credit' ? 'credit_card' : 'debit_card') : 'client_number';
    return {
      outcome: 'verified',
      client,
      level,
      class: callerClass === 'OWN' ? 'OWN' : 'UNREGISTERED',
      ...(card ? { card } : {}),
    };
  }

  /** 4.1. */
  private classOf(number: string | undefined, client: ClientRecord | undefined): CallerClass {
    if (number === undefined) return this.withheldNumber === 'as_unregistered' ? 'UNREGISTERED' : 'HIDDEN';
    if (!this.isRegistered(number)) return 'UNREGISTERED';
    return client?.phones.includes(number) ? 'OWN' : 'OTHER';
  }

  /** 3, 4 and 5 for a card; a wrong PIN is counted and nothing else is. */
  private whyCardFails(
    card: PaperCard | undefined,
    client: ClientRecord | undefined,
    { callId, credential, at }: PaperAttempt,
    callerClass: CallerClass,
  ): string | undefined {
    if (credential.kind !== 'card' || !card || !client) return 'unknown_card';
    const month = DateTime.fromMillis(at, { zone: BANK_TIME }).toFormat('yyyy-MM');
    if (card.status !== 'active' || card.expiryMonth < month) return 'card_not_active';
    if (card.supplementary) return 'supplementary';
    if (client.type === 'business') return 'business_card';
    if (this.tries.isLocked(card.sourceId, at)) return 'locked';
    if (callerClass === 'OTHER') return 'other_number';
    if (this.isOtherClients(callId, client)) return 'other_client';
    if (card.pin === credential.pin) {
      this.tries.rightPin(card.sourceId);
      return undefined;
    }
    this.tries.wrongPin(card.sourceId, at);
    return 'wrong_pin';
  }

  private whyNumberFails(
    client: ClientRecord | undefined,
    { callId }: PaperAttempt,
    callerClass: CallerClass,
  ): string | undefined {
    if (!client || callerClass !== 'OWN') return 'client_number';
    return this.isOtherClients(callId, client) ? 'other_client' : undefined;
  }

  private isOtherClients(callId: string, client: ClientRecord): boolean {
    const verifiedFor = this.clientOfCall.get(callId);
    return verifiedFor !== undefined && verifiedFor !== client.sourceId;
  }
}
