import { AuditUnwritable } from '#libs/audit';
import type { Logger } from '#libs/logging';
import type { Language } from '#libs/speech';
import { counter } from '#libs/telemetry';
import { v7 as newCallId } from 'uuid';
import type { ServiceDesk } from '../bank-services/service-desk.js';
import type { FlowEngine } from '../call-flow/engine.js';
import type { CallState } from '../call-flow/call-state.js';
import type { StepNote } from '../call-flow/step.js';
import type { CallEvent, TransferOutcome } from '../telephony/call-event.js';
import type { ProviderName } from '../telephony/telephony-provider.js';
import { WebhookRefused } from '../telephony/webhook-refused.js';
import type { CallStore, StoredCall } from './call-store.js';
import type { Engines } from './engines.js';
import { type EventDigest, newToken } from './event-digest.js';
import { Hearing } from './hearing.js';
import { hangUp, type LastResort, type Render } from './last-resort.js';
import { entriesOf, withholding } from './step-audit.js';
import { walkStep, type WalkedStep } from './step-walk.js';
import { isSame, keepMs, readState } from './stored-call.js';

type Started = CallEvent & { kind: 'started' };
type Ended = CallEvent & { kind: 'ended' };

/** The call a provider reports about, in the provider's terms. */
export interface CallKey {
  provider: ProviderName;
  providerCallId: string;
}

/** Something happened in a call, as a provider reported it. */
export type Report = CallKey &
  (
    | { event: Started }
    /** `token` is the one that stood in the address the event came to. */
    | { event: Exclude<CallEvent, Started | Ended>; token: string }
  );

export interface CallRunnerOptions {
  /** A verification is answered no sooner than this after its last digit, whatever it came to (S13), milliseconds. */
  verifyResponseMs: number;
  /** How long one question to a service may take, milliseconds. */
  serviceDeadlineMs: number;
  /** How long all questions of one event may take together, so that there is time to write it down; milliseconds. */
  stepBudgetMs: number;
  /** No caller waits longer for an answer, whatever hangs (F5 to F8); milliseconds. */
  answerWithinMs: number;
}

/** How often an end is tried against a call that moves meanwhile. */
const MOST_ENDINGS = 5;

const callsStarted = counter('calls_started_total', 'Calls that came in.', ['provider']);
const callsEnded = counter('calls_ended_total', 'Calls that are over, by how they ended.', ['provider', 'outcome']);

/**
 * Runs calls: loads where a call stands, asks the engine and the services, stores, answers. Everything is in the row, so
 * any instance takes the next event (P28); an event is taken once and its repetition gets the same bytes again (P9).
 */
export class CallRunner {
  constructor(
    private readonly parts: {
      store: CallStore;
      engines: Engines;
      desk: Pick<ServiceDesk, 'perform' | 'endCall'>;
      digest: EventDigest;
      lastResort: LastResort;
    },
    private readonly options: CallRunnerOptions,
    private readonly logger: Logger,
  ) {}

  /**
   * The document that answers an event. Whatever fails inside, the caller gets an apology and an agent, never an error
   * of the protocol, so that no provider logs digits as those of a failed request (S8).
   * @throws WebhookRefused when the event is not one to take: unknown call, earlier step, or another event than the one
   * already taken.
   */
  async handle(report: Report, render: Render): Promise<string> {
    const hearing = new Hearing();
    const { answerWithinMs, verifyResponseMs } = this.options;
    try {
      return await hearing.inTime(this.take(report, render, hearing), answerWithinMs);
    } catch (error) {
      if (error instanceof WebhookRefused) throw error;
      const { provider, event } = report;
      this.logger.error(
        { event: 'step-failed', alert: true, provider, of: event.kind, err: error },
        'apology and agent',
      );
      return this.parts.lastResort.answer(hearing.language, render);
    } finally {
      if (hearing.verified) await hearing.keepFloor(verifyResponseMs);
    }
  }

  /** An apology and an agent, for a call of which nothing can be read now. Needs no stored call. */
  apologise(language: Language, render: Render): string {
    return this.parts.lastResort.answer(language, render);
  }

  /** What follows the transfer of a last resort: another destination, or the end. Needs no stored call. */
  afterLastResort(at: { language: Language; attempt: number; outcome: TransferOutcome }, render: Render): string {
    return this.parts.lastResort.afterTransfer(at, render);
  }

  /** The call is over: it is closed once, and auth is told. A call that is not known or already closed stays as it is. */
  async end(key: CallKey, event: Ended): Promise<void> {
    try {
      for (let tries = 0; tries < MOST_ENDINGS; tries += 1) {
        const call = await this.parts.store.find(key.provider, key.providerCallId);
        if (!call || call.endedAt !== null) return;
        const { outcome, notes } = await this.closing(call, event);
        const lastedMs = await this.parts.store.end(call, outcome, notes);
        if (lastedMs === undefined) continue;
        const { callId } = call;
        callsEnded.inc({ provider: key.provider, outcome });
        this.logger.info(
          { event: 'call-ended', callId, provider: key.provider, outcome, durationMs: lastedMs },
          'ended',
        );
        await this.parts.desk.endCall(callId);
        return;
      }
    } catch (error) {
      // It stays open until it is overdue and is closed then.
      this.logger.error({ event: 'call-end-failed', provider: key.provider, err: error }, 'not closed yet');
    }
  }

  private async take(report: Report, render: Render, hearing: Hearing): Promise<string> {
    const { store, digest } = this.parts;
    const call = await store.find(report.provider, report.providerCallId);
    if ('token' in report) {
      if (!call) throw new WebhookRefused('unknown-call');
      const stored = this.storedAnswer(call, report.token, digest.of(report.token, report.event), render);
      return stored ?? this.goOn(call, report, render, hearing);
    }
    return call ? this.firstAnswer(call, report.event) : this.begin(report, render, hearing);
  }

  private async begin(report: CallKey & { event: Started }, render: Render, hearing: Hearing): Promise<string> {
    const { provider, providerCallId, event } = report;
    const { store, engines, digest } = this.parts;
    const { engine, version } = engines.current();
    const callId = newCallId();
    const walked = await this.walk(engine, { callId, step: 0 }, () => engine.begin(callId, event), hearing);
    const token = newToken();
    const answer = render(walked.turn, { kind: 'step', token });
    const saved = { ...this.saving(walked, callId, 0), token, event: digest.of('', event), answer };
    hearing.mustGoOn();
    if (await store.open({ provider, providerCallId, callerNumber: event.callerNumber, flowVersion: version }, saved)) {
      callsStarted.inc({ provider });
      this.logger.info({ event: 'call-started', callId, provider }, 'started');
      return answer;
    }
    const first = await store.find(provider, providerCallId);
    if (!first) throw new Error('a call that exists cannot be found');
    return this.firstAnswer(first, event);
  }

  /** The first webhook again: the same answer while the call has not moved on. */
  private firstAnswer(call: StoredCall, event: Started): string {
    const same = call.step === 1 && isSame(call.lastEvent, this.parts.digest.of('', event));
    if (!same || call.answer === null) throw new WebhookRefused('stale-event');
    return call.answer;
  }

  /**
   * The answer to an event that was taken before, or that comes after the end; undefined when it is to be taken now.
   * @throws WebhookRefused for an event of an earlier step, or another one than was taken.
   */
  private storedAnswer(call: StoredCall, token: string, event: Buffer, render: Render): string | undefined {
    const isNext = token === call.token;
    const isLast = token === call.lastToken && isSame(call.lastEvent, event);
    if (!isNext && !isLast) throw new WebhookRefused('stale-event');
    if (call.endedAt !== null) return render(hangUp('sq'), { kind: 'step', token });
    return isNext ? undefined : (call.answer ?? render(hangUp('sq'), { kind: 'step', token }));
  }

  private async goOn(
    call: StoredCall,
    report: Extract<Report, { token: string }>,
    render: Render,
    hearing: Hearing,
  ): Promise<string> {
    const { store, engines, digest } = this.parts;
    const { provider, providerCallId, event } = report;
    const engine = await engines.of(call.flowVersion);
    const state = readState(call.state);
    hearing.language = state.language;
    const token = newToken();
    const eventDigest = digest.of(report.token, event);
    const take = async (isAudited: boolean) => {
      const { walked, answer } = await this.answerTo(engine, call, state, event, { render, token, hearing, isAudited });
      const saved = { ...this.saving(walked, call.callId, call.step), token, event: eventDigest, answer };
      const entries = isAudited ? entriesOf(walked.state, call.step, walked.notes) : [];
      hearing.mustGoOn();
      return (await store.move(saved, { token: call.token }, entries)) ? answer : undefined;
    };
    const taken = await take(true).catch((error: unknown) => {
      if (!(error instanceof AuditUnwritable)) throw error;
      const { callId } = call;
      this.logger.error({ event: 'audit-unwritable', alert: true, callId, err: error }, 'no information is given');
      return take(false);
    });
    if (taken !== undefined) return taken;
    // Another delivery was first, here or on another instance, or the call ended.
    const now = await store.find(provider, providerCallId);
    const stored = now && this.storedAnswer(now, report.token, eventDigest, render);
    if (stored === undefined) throw new Error('a call was neither moved nor found moved');
    return stored;
  }

  /** Runs the engine and renders; if either fails, the engine's own last resort, which keeps the call (section 8). */
  private async answerTo(
    engine: FlowEngine,
    call: StoredCall,
    state: CallState,
    event: CallEvent,
    { render, token, hearing, isAudited }: { render: Render; token: string; hearing: Hearing; isAudited: boolean },
  ): Promise<{ walked: WalkedStep; answer: string }> {
    const run = async (first: () => ReturnType<FlowEngine['advance']>) => {
      const walked = await this.walk(engine, call, first, hearing, isAudited);
      return { walked, answer: render(walked.turn, { kind: 'step', token }) };
    };
    try {
      return await run(() => (call.isToEnd ? engine.dismiss(state, event.at) : engine.advance(state, event, '')));
    } catch (error) {
      const { callId } = call;
      this.logger.error(
        { event: 'step-failed', alert: true, callId, place: state.place, err: error },
        'apology and agent',
      );
      return run(() => engine.lastResort(state, event.at));
    }
  }

  private async walk(
    engine: FlowEngine,
    { callId, step }: Pick<StoredCall, 'callId' | 'step'>,
    first: () => ReturnType<FlowEngine['advance']>,
    hearing: Hearing,
    isAudited = true,
  ): Promise<WalkedStep> {
    const { desk } = this.parts;
    const ask: typeof desk.perform = (request, context) => desk.perform(request, context);
    const perform = isAudited ? ask : withholding(ask);
    const { serviceDeadlineMs, stepBudgetMs } = this.options;
    const walked = await walkStep(engine, first(), async (request, state, ordinal) => {
      if (request.kind === 'verifyCard' || request.kind === 'verifyClientNumber') hearing.verified = true;
      const leftMs = stepBudgetMs - hearing.tookMs;
      const deadlineAt = performance.now() + Math.min(serviceDeadlineMs, leftMs);
      return perform(request, { state, step, ordinal, deadlineAt });
    });
    this.logNotes(callId, walked.notes, hearing);
    return walked;
  }

  private logNotes(callId: string, notes: readonly StepNote[], hearing: Hearing): void {
    const durationMs = Math.round(hearing.tookMs);
    for (const { event, ...note } of notes) {
      const line = { event, callId, ...note, durationMs };
      if (event === 'undefined-state')
        this.logger.error({ ...line, alert: true }, 'the flow reached an undefined state');
      else this.logger.debug(line, 'step');
    }
  }

  private saving({ state, turn, notes }: WalkedStep, callId: string, step: number) {
    return { callId, step, state, notes, keepMs: keepMs(turn), outcome: state.outcome };
  }

  private async closing(call: StoredCall, event: Ended) {
    try {
      const engine = await this.parts.engines.of(call.flowVersion);
      const { state, notes } = engine.advance(readState(call.state), event, '');
      return { outcome: state.outcome ?? 'caller_hangup', notes };
    } catch (error) {
      this.logger.error({ event: 'call-end-unclear', callId: call.callId, err: error }, 'closed without its state');
      return { outcome: 'error' as const, notes: [{ event: 'end', place: '', outcome: 'error' }] };
    }
  }
}
