import type { ReplyInputOf, RequestOf, RequestStatement, RequestTransactionList } from '#libs/contracts';
import type { GrantedData } from '#libs/granted-data';
import { RequestRefused } from '#libs/messaging';
import { randomUUID } from 'node:crypto';
import { type AcceptanceRules, priorityOf, type Refusal, whyNotAccepted } from '../domain/acceptance.js';
import type { DeliveryJobs } from '../persistence/delivery-jobs.js';
import type { EmailRequest, PromisesRepository } from '../persistence/promises.repository.js';
import type { BankExports } from './bank-exports.js';

/** The bank's choices, and its calendar. */
export interface RequestRules extends AcceptanceRules {
  readonly repeatMinutes: number;
  readonly timeZone: string;
  readonly statementDays: number;
}

/** A promise that is not made by then is not made: the caller has been told otherwise, in milliseconds (S28, I5). */
const PROMISE_WITHIN_MS = 3_000;

/** What accounts or cards keeps ready, or what the caller hears because there is nothing. */
type Opened<Nothing> = { readonly exportId: string; readonly expiresAt: string } | { readonly nothing: Nothing };

/** Promises e-mails: `queued` is answered after the commit that keeps the promise, never before (I1, I5). */
export class EmailRequestsService {
  constructor(
    private readonly granted: GrantedData,
    private readonly exports: BankExports,
    private readonly promises: PromisesRepository,
    private readonly jobs: DeliveryJobs,
    private readonly rules: RequestRules,
    /** Told after each promise, so that it is kept at once. */
    private readonly accepted: () => void,
  ) {}

  /** A3 (R50, D16 to D20). @throws RequestRefused `GRANT_REFUSED`; `BAD_REQUEST` for another client's command id. */
  async requestStatement(request: RequestOf<typeof RequestStatement>): Promise<ReplyInputOf<typeof RequestStatement>> {
    const { callId, grant, commandId, language, currency } = request;
    const { claims } = await this.granted.admit(request, ['A3']);
    const wanted = {
      commandId,
      clientId: claims.clientId,
      callId,
      kind: 'statement',
      item: currency,
      language,
    } as const;
    const outcome = await this.promise(wanted, async () => {
      const reply = await this.exports.openStatement({
        callId,
        grant,
        commandId,
        currency,
        days: this.rules.statementDays,
      });
      return reply.outcome === 'opened' ? reply : { nothing: 'no-account' as const };
    });
    return typeof outcome === 'string' ? { outcome } : { outcome: outcome.nothing };
  }

  /** C3 (R38). @throws RequestRefused as above; `CARD_NOT_FOUND` for a card the grant does not open. */
  async requestTransactionList(
    request: RequestOf<typeof RequestTransactionList>,
  ): Promise<ReplyInputOf<typeof RequestTransactionList>> {
    const { callId, grant, commandId, language, cardId } = request;
    const { claims } = await this.granted.admit(request, ['C3']);
    const wanted = {
      commandId,
      clientId: claims.clientId,
      callId,
      kind: 'transaction-list',
      item: cardId,
      language,
    } as const;
    const outcome = await this.promise(wanted, async () => {
      const reply = await this.exports.openTransactions({ callId, grant, commandId, cardId });
      return reply.outcome === 'opened' ? reply : { nothing: reply.lastCutDate };
    });
    return typeof outcome === 'string' ? { outcome } : { outcome: 'no-transactions', lastCutDate: outcome.nothing };
  }

  /**
   * Most refusals are found before accounts or cards is asked; what decides is looked at again under the client's lock, in
   * the transaction that writes the row and its job.
   */
  private async promise<Nothing>(
    request: EmailRequest,
    open: () => Promise<Opened<Nothing>>,
  ): Promise<'queued' | Refusal | { readonly nothing: Nothing }> {
    const latest = performance.now() + PROMISE_WITHIN_MS;
    const before = await this.promises.standing(request, this.rules);
    const known = this.answerTo(before, request.clientId);
    if (known !== null) return known;
    const opened = await open();
    if ('nothing' in opened) return opened;
    const outcome = await this.promises.transaction(async (queries) => {
      await this.promises.lockClient(queries, request.clientId);
      const standing = await this.promises.standing(request, this.rules, queries);
      const answer = this.answerTo(standing, request.clientId);
      if (answer !== null) return answer;
      if (performance.now() > latest) throw new RequestRefused('UNAVAILABLE');
      const [id, priority] = [randomUUID(), priorityOf(standing)];
      const delivery = { ...request, id, priority, exportId: opened.exportId, exportExpiresAt: opened.expiresAt };
      await this.promises.insert(queries, delivery, this.rules.timeZone);
      await this.jobs.add(queries, id, { priority, inSeconds: 0 });
      return 'queued';
    });
    if (outcome === 'queued') this.accepted();
    return outcome;
  }

  private answerTo(
    standing: Awaited<ReturnType<PromisesRepository['standing']>>,
    clientId: string,
  ): 'queued' | Refusal | null {
    if (standing.acceptedFor === clientId) return 'queued';
    if (standing.acceptedFor !== null) throw new RequestRefused('BAD_REQUEST');
    return whyNotAccepted(standing, this.rules);
  }
}
