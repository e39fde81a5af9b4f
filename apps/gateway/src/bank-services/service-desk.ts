import {
  EndCall,
  GetLastTransactions,
  GetLimitAndDebt,
  GetLinkedBalances,
  ListBalances,
  ListCreditCards,
  ListDebitCards,
  LookUpCallerNumber,
  type ReplyOf,
  type RequestContract,
  type RequestInputOf,
  RequestStatement,
  RequestTransactionList,
  VerifyCredential,
} from '#libs/contracts';
import { commandIdOf } from '#libs/identity';
import type { Logger } from '#libs/logging';
import { ask, RequestRefused, ServiceUnavailable } from '#libs/messaging';
import type { Sealer, SealedKind } from '#libs/sealing';
import type { AuditTrail } from '#libs/audit';
import type { NatsConnection } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallState } from '../call-flow/call-state.js';
import type { ReplyValues, ServiceReply, ServiceRequest, ServiceRequestKind } from '../call-flow/service-request.js';
import { emailEntry } from '../calls/step-audit.js';
import type { Complaints } from './complaints.js';

/** Where and until when a request is made. */
export interface RequestContext {
  state: CallState;
  /** The step of the call that asks; the same step asks under the same command ids. */
  step: number;
  /** Counts the requests of the same kind in one step, from 1. */
  ordinal: number;
  /** When the asker stops waiting, as `performance.now()` counts: a clock that is set changes nothing (F19). */
  deadlineAt: number;
}

/** The flow asks for a client's data of a call in which nobody is verified. */
class NotVerified extends Error {
  override readonly name = 'NotVerified';
}

/** How often it is looked whether the same command, under way elsewhere, is decided; milliseconds. */
const POLL_MS = 100;

/** Carries out what the call flow asks for. A failure of any kind is one answer: not available now. */
export class ServiceDesk {
  constructor(
    private readonly ports: {
      bus: NatsConnection;
      sealer: Sealer;
      complaints: Complaints;
      audit: Pick<AuditTrail, 'record'>;
    },
    private readonly logger: Logger,
  ) {}

  /** Never throws; a failure is logged with its code and nothing that was asked. */
  async perform(request: ServiceRequest, context: RequestContext): Promise<ServiceReply> {
    try {
      const value = await this.valueOf(request, context);
      return { kind: 'reply', to: request.kind, at: Date.now(), ok: true, value } as ServiceReply;
    } catch (error) {
      this.logFailure(request.kind, context, error);
      return { kind: 'reply', to: request.kind, at: Date.now(), ok: false };
    }
  }

  /** Revokes what the call was granted; tried twice, as a grant that stays ends by itself. */
  async endCall(callId: string): Promise<void> {
    try {
      await ask(this.ports.bus, EndCall, { callId }, { correlationId: callId }).catch(() =>
        ask(this.ports.bus, EndCall, { callId }, { correlationId: callId }),
      );
    } catch (error) {
      this.logger.warn({ event: 'call-end-not-told', callId, code: codeOf(error) }, 'auth does not know of the end');
    }
  }

  private async valueOf(request: ServiceRequest, context: RequestContext): Promise<ReplyValues[ServiceRequestKind]> {
    const { callId, callerNumber } = context.state;
    switch (request.kind) {
      case 'sealCardNumber':
        return { sealedPan: this.seal('pan', request.digits, context) };
      case 'verifyCard': {
        const sealedPin = this.seal('pin', request.pin, context);
        return this.verify({ kind: 'card', sealedPan: request.sealedPan, sealedPin }, context);
      }
      case 'verifyClientNumber': {
        const sealedClientNumber = this.seal('clientNumber', request.digits, context);
        return this.verify({ kind: 'clientNumber', sealedClientNumber }, context);
      }
      case 'lookUpCallerNumber':
        return this.ask(LookUpCallerNumber, { callId, presentedNumber: callerNumber }, context);
      case 'listCreditCards':
        return this.ask(ListCreditCards, granted(context), context);
      case 'limitAndDebt':
        return this.ask(GetLimitAndDebt, { ...granted(context), cardId: request.cardId }, context);
      case 'lastTransactions': {
        const { cardId, count } = request;
        return this.ask(GetLastTransactions, { ...granted(context), cardId, count }, context);
      }
      case 'listDebitCards':
        return this.ask(ListDebitCards, granted(context), context);
      case 'linkedBalances':
        return this.ask(GetLinkedBalances, { ...granted(context), accountIds: [...request.accountIds] }, context);
      case 'allBalances':
        return this.ask(ListBalances, granted(context), context);
      case 'emailStatement': {
        const { currency } = request;
        await this.ports.audit.record(emailEntry(context.state, context.step, 'A3'));
        return this.ask(RequestStatement, { ...email(context, `statement:${currency}`), currency }, context);
      }
      case 'emailTransactions': {
        const { cardId } = request;
        await this.ports.audit.record(emailEntry(context.state, context.step, 'C3'));
        return this.ask(RequestTransactionList, { ...email(context, `transactions:${cardId}`), cardId }, context);
      }
      case 'openComplaint':
        return { reference: await this.ports.complaints.open({ callId, step: context.step, callerNumber }) };
    }
  }

  /** In the tick the digits were parsed; nobody but auth can open it (S6). */
  private seal(kind: SealedKind, digits: string, { state, step }: RequestContext): string {
    return this.ports.sealer.seal(digits, { kind, callId: state.callId, step, now: new Date() });
  }

  /**
   * The same step always asks under the same command id, so that a repeated event counts once. While another delivery of
   * the event is being decided the answer is waited for.
   */
  private async verify(
    credential: RequestInputOf<typeof VerifyCredential>['credential'],
    context: RequestContext,
  ): Promise<ReplyOf<typeof VerifyCredential>> {
    const { callId, callerNumber, attestation } = context.state;
    const commandId = commandIdOf(callId, context.step, `verify:${context.ordinal}`);
    const request = { commandId, callId, presentedNumber: callerNumber, attestation, credential };
    for (;;) {
      try {
        return await this.ask(VerifyCredential, request, context);
      } catch (error) {
        const decidedElsewhere = error instanceof RequestRefused && error.code === 'IN_PROGRESS';
        if (!decidedElsewhere || performance.now() + POLL_MS >= context.deadlineAt) throw error;
        await sleep(POLL_MS);
      }
    }
  }

  private async ask<C extends RequestContract>(
    contract: C,
    request: RequestInputOf<C>,
    { state, deadlineAt }: RequestContext,
  ): Promise<ReplyOf<C>> {
    const timeoutMs = deadlineAt - performance.now();
    if (timeoutMs <= 0) throw new ServiceUnavailable(contract.subject, 'timeout');
    return ask(this.ports.bus, contract, request, { timeoutMs, correlationId: state.callId });
  }

  private logFailure(request: ServiceRequestKind, { state }: RequestContext, error: unknown): void {
    const line = { event: 'service-failed', request, callId: state.callId, code: codeOf(error) };
    if (error instanceof RequestRefused || error instanceof ServiceUnavailable) this.logger.warn(line, 'not available');
    else this.logger.error({ ...line, alert: true, err: error }, 'a request could not be made');
  }
}

function granted({ state }: RequestContext): { callId: string; grant: string } {
  if (!state.verified) throw new NotVerified('no client is verified in this call');
  return { callId: state.callId, grant: state.verified.grant };
}

function email(context: RequestContext, what: string) {
  const { callId, language } = context.state;
  return { ...granted(context), commandId: commandIdOf(callId, context.step, `email:${what}`), language };
}

function codeOf(error: unknown): string {
  // The message of a refusal is its code.
  if (error instanceof RequestRefused) return error.message;
  if (error instanceof ServiceUnavailable) return error.why;
  return error instanceof Error ? error.name : 'unknown';
}
