import type { AuditEntry } from '#libs/audit';
import type { CallState } from '../call-flow/call-state.js';
import type { ServiceReply, ServiceRequest } from '../call-flow/service-request.js';
import type { StepNote } from '../call-flow/step.js';

/** Events of a step that are proved afterwards (requirements 10): who was let in, what was given, who was handed on. */
const PROVED: ReadonlySet<string> = new Set(['information', 'email', 'verification', 'transfer']);

/** The entries of a step, in the order in which things happened. */
export function entriesOf(state: CallState, step: number, notes: readonly StepNote[]): AuditEntry[] {
  return notes
    .filter(({ event }) => PROVED.has(event))
    .map(({ event, place, intent, outcome, item }) => ({
      ...whoCalls(state),
      action: `${event}.${kebab(outcome ?? 'unknown')}`,
      details: { step, place, item, queue: event === 'transfer' ? intent : undefined, ...whoIsVerified(state) },
    }));
}

/** An e-mail is about to be asked for: written first, as it cannot be taken back. */
export function emailEntry(state: CallState, step: number, item: 'C3' | 'A3'): AuditEntry {
  return { ...whoCalls(state), action: 'email.asked', details: { step, item, ...whoIsVerified(state) } };
}

type Perform<Context> = (request: ServiceRequest, context: Context) => Promise<ServiceReply>;

/** Nobody is verified and nothing is given, as though the services were away; everything else goes on. */
export function withholding<Context>(perform: Perform<Context>): Perform<Context> {
  return (request, context) => {
    switch (request.kind) {
      case 'verifyCard':
      case 'verifyClientNumber':
      case 'limitAndDebt':
      case 'lastTransactions':
      case 'linkedBalances':
      case 'allBalances':
        return Promise.resolve({ kind: 'reply', to: request.kind, at: Date.now(), ok: false });
      default:
        return perform(request, context);
    }
  };
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function whoCalls({ callId, callerNumber, callerNumberE164 }: CallState) {
  const presented = /^\+?\d{3,20}$/.test(callerNumber) ? callerNumber : 'unusable';
  return {
    actor: `caller:${callerNumberE164 ?? (callerNumber === '' ? 'withheld' : presented)}`,
    subject: `call:${callId}`,
  };
}

function whoIsVerified({ verified, selectedCard }: CallState) {
  const cardId = selectedCard?.cardId ?? verified?.card?.cardId;
  return verified
    ? { client: verified.clientNumber, level: verified.level, number: verified.callerNumberClass, cardId }
    : {};
}
