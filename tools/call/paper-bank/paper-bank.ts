import { idOf } from '#libs/identity';
import type { CallState } from '../../../apps/gateway/src/call-flow/call-state.js';
import type { ReplyValues, ServiceReply, ServiceRequest } from '../../../apps/gateway/src/call-flow/service-request.js';
import { ClientFile } from './information.js';
import { type Ledger, ledgerOf } from './ledger.js';
import { Mailroom } from './mailroom.js';
import { VerificationDesk, type PaperVerdict } from './verification.js';

/** The services of the bank, as a script takes them down. `gateway` is where complaints are opened. */
export const PAPER_SERVICES = ['auth', 'cards', 'accounts', 'notifications', 'gateway'] as const;
export type PaperService = (typeof PAPER_SERVICES)[number];

const SERVICE_OF: Record<ServiceRequest['kind'], PaperService> = {
  lookUpCallerNumber: 'auth',
  // The gateway seals by itself; only its own end would keep it from doing so.
  sealCardNumber: 'gateway',
  verifyCard: 'auth',
  verifyClientNumber: 'auth',
  listCreditCards: 'cards',
  limitAndDebt: 'cards',
  lastTransactions: 'cards',
  listDebitCards: 'cards',
  linkedBalances: 'accounts',
  allBalances: 'accounts',
  emailStatement: 'notifications',
  emailTransactions: 'notifications',
  openComplaint: 'gateway',
};

/** An answer later than this is none (`service.deadline`), milliseconds. */
const DEADLINE_MS = 4_000;

/** Who was let in, under which grant. */
interface Granted {
  callId: string;
  client: string;
  clientNumber: string;
  level: 'client_number' | 'debit_card' | 'credit_card';
  class: 'OWN' | 'UNREGISTERED';
  /** The card keyed in. */
  cardId?: string;
}

/** What was told to whom: the paper bank's own record, by which calls are judged. */
export interface Told {
  callId: string;
  client: string;
  request: ServiceRequest['kind'];
}

/**
 * The bank's services in memory, for the engine alone. Written from requirements 4 and 5, not from the services; it
 * answers requests, can be down or slow, counts, and keeps a record of everything it told.
 */
export class PaperBank {
  readonly ledger: Ledger;
  readonly desk: VerificationDesk;
  readonly mailroom: Mailroom;
  /** Everything told, in order. */
  readonly told: Told[] = [];
  /** Requests for what the caller was not verified for; none must ever stand here. */
  readonly breaches: string[] = [];
  /** How often each kind of request was made. */
  readonly asked: Partial<Record<ServiceRequest['kind'], number>> = {};
  /** What came of each verification, in order. */
  readonly verdicts: PaperVerdict[] = [];
  readonly references: string[] = [];
  private readonly down = new Set<PaperService | ServiceRequest['kind']>();
  private readonly delayMs = new Map<PaperService, number>();
  private readonly grants = new Map<string, Granted>();
  private readonly sealed = new Map<string, string>();

  constructor({
    at,
    ledger = ledgerOf(at),
    withheldNumber = 'refuse',
  }: {
    at: number;
    ledger?: Ledger;
    withheldNumber?: 'refuse' | 'as_unregistered';
  }) {
    this.ledger = ledger;
    this.desk = new VerificationDesk(ledger, withheldNumber);
    this.mailroom = new Mailroom(ledger);
  }

  /** A service, or one of its answers, fails until it is mended. */
  takeDown(what: PaperService | ServiceRequest['kind']): void {
    this.down.add(what);
  }

  bringUp(what: PaperService | ServiceRequest['kind']): void {
    this.down.delete(what);
  }

  /** Every answer of a service takes so long; above the deadline there is none. */
  slow(service: PaperService, ms: number): void {
    this.delayMs.set(service, ms);
  }

  /** Answers a request of a call; `at` of the reply is when it comes. Never throws. */
  answer(request: ServiceRequest, state: CallState, at: number): ServiceReply {
    const { kind } = request;
    this.asked[kind] = (this.asked[kind] ?? 0) + 1;
    const service = SERVICE_OF[kind];
    const delay = this.delayMs.get(service) ?? 0;
    const repliedAt = at + Math.min(delay, DEADLINE_MS);
    const fails = this.down.has(service) || this.down.has(kind) || delay > DEADLINE_MS;
    const value = fails ? undefined : this.valueOf(request, state, at);
    if (value === undefined) return { kind: 'reply', to: kind, at: repliedAt, ok: false };
    return { kind: 'reply', to: kind, at: repliedAt, ok: true, value } as ServiceReply;
  }

  private valueOf(
    request: ServiceRequest,
    state: CallState,
    at: number,
  ): ReplyValues[ServiceRequest['kind']] | undefined {
    switch (request.kind) {
      case 'lookUpCallerNumber':
        return this.lookUp(state.callerNumber);
      case 'sealCardNumber':
        return this.seal(request.digits);
      case 'verifyCard': {
        const pan = this.sealed.get(request.sealedPan) ?? '';
        return this.verify({ kind: 'card', pan, pin: request.pin }, state, at);
      }
      case 'verifyClientNumber':
        return this.verify({ kind: 'clientNumber', digits: request.digits }, state, at);
      case 'openComplaint':
        return this.openComplaint();
      default:
        return this.tell(request, state, at);
    }
  }

  private lookUp(callerNumber: string): ReplyValues['lookUpCallerNumber'] {
    const number = this.desk.numberOf(callerNumber);
    if (number === undefined) return { standing: 'HIDDEN' };
    return { standing: this.desk.isRegistered(number) ? 'REGISTERED' : 'UNREGISTERED', callerNumber: number };
  }

  private seal(digits: string): ReplyValues['sealCardNumber'] {
    const sealedPan = `sealed-${this.sealed.size}`;
    this.sealed.set(sealedPan, digits);
    return { sealedPan };
  }

  private verify(
    credential: Parameters<VerificationDesk['decide']>[0]['credential'],
    { callId, callerNumber, attestation }: CallState,
    at: number,
  ): ReplyValues['verifyCard'] {
    const verdict = this.desk.decide({ callId, presentedNumber: callerNumber, attestation, at, credential });
    this.verdicts.push(verdict);
    if (verdict.outcome === 'refused') return { outcome: 'refused', attemptsLeft: verdict.attemptsLeft };
    if (verdict.outcome !== 'verified') return { outcome: verdict.outcome };
    const { client, card, level } = verdict;
    const named = card && { cardId: idOf('card', card.sourceId), lastFour: card.lastFour, kind: card.kind };
    const grant = `grant-${this.grants.size}`;
    this.grants.set(grant, {
      callId,
      client: client.sourceId,
      clientNumber: client.clientNumber,
      level,
      class: verdict.class,
      ...(named ? { cardId: named.cardId } : {}),
    });
    return {
      outcome: 'verified',
      grant,
      expiresAt: new Date(at + 20 * 60_000).toISOString(),
      level,
      callerNumberClass: verdict.class,
      clientNumber: client.clientNumber,
      ...(named ? { card: named } : {}),
    };
  }

  private openComplaint(): ReplyValues['openComplaint'] {
    const reference = String(31_415_926 + this.references.length);
    this.references.push(reference);
    return { reference };
  }

  private tell(
    request: InformationRequest,
    state: CallState,
    at: number,
  ): ReplyValues[ServiceRequest['kind']] | undefined {
    const granted = this.grants.get(state.verified?.grant ?? '');
    if (granted?.callId !== state.callId || !mayHear(granted, request)) {
      this.breaches.push(`${request.kind} in call ${state.callId}`);
      return undefined;
    }
    const value = this.read(request, new ClientFile(this.ledger, granted.client, at), granted, at);
    if (value) this.told.push({ callId: state.callId, client: granted.client, request: request.kind });
    return value;
  }

  private read(
    request: InformationRequest,
    file: ClientFile,
    granted: Granted,
    at: number,
  ): ReplyValues[ServiceRequest['kind']] | undefined {
    switch (request.kind) {
      case 'listCreditCards': {
        const cards = file.creditCards();
        return { cards: granted.class === 'OWN' ? cards : cards.filter(({ cardId }) => cardId === granted.cardId) };
      }
      case 'limitAndDebt':
        return file.limitAndDebt(request.cardId);
      case 'lastTransactions':
        return file.lastTransactions(request.cardId, request.count);
      case 'listDebitCards':
        return { cards: file.debitCards() };
      case 'linkedBalances':
        return { accounts: file.linked(request.accountIds) };
      case 'allBalances':
        return { accounts: file.balances() };
      case 'emailStatement':
        return this.mailroom.statement(granted, file, request.currency, at);
      case 'emailTransactions': {
        const card = file.lastTransactions(request.cardId, 1_000);
        return card && this.mailroom.transactions(granted, card, request.cardId, at);
      }
    }
  }
}

type InformationRequest = Exclude<
  ServiceRequest,
  { kind: 'lookUpCallerNumber' | 'sealCardNumber' | 'verifyCard' | 'verifyClientNumber' | 'openComplaint' }
>;

/** The matrix of requirements 4.4. */
function mayHear({ level, class: callerClass, cardId }: Granted, request: InformationRequest): boolean {
  switch (request.kind) {
    case 'listDebitCards':
    case 'linkedBalances':
    case 'allBalances':
    case 'emailStatement':
      return true;
    case 'listCreditCards':
      return level === 'credit_card' || (level === 'debit_card' && callerClass === 'OWN');
    case 'limitAndDebt':
    case 'lastTransactions':
    case 'emailTransactions':
      if (callerClass === 'OWN') return level !== 'client_number';
      return level === 'credit_card' && request.cardId === cardId;
  }
}
