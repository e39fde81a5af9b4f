import { durations, inSpan, reading, timed } from '#libs/telemetry';
import { WebhookRefused } from '../telephony/webhook-refused.js';
import { CallRunner, type Report } from './call-runner.js';
import type { CallStore } from './call-store.js';
import type { Render } from './last-resort.js';

const steps = durations('step_duration_seconds', 'From what a provider reported to the document that answers it.', [
  'provider',
  'event',
  'outcome',
]);
/** Calls, measured and traced from outside: what they do is the {@link CallRunner}'s alone. */
export class MeasuredCalls extends CallRunner {
  override handle(report: Report, render: Render): Promise<string> {
    const { provider, event } = report;
    const observe = (seconds: number, failure: unknown) =>
      steps.observe({ provider, event: event.kind, outcome: outcomeOf(failure) }, seconds);
    const attributes = { 'phone_banking.provider': provider, 'phone_banking.event': event.kind };
    return inSpan({ name: `call ${event.kind}`, kind: 'answers', attributes }, () =>
      timed(() => super.handle(report, render), observe),
    );
  }
}

function outcomeOf(failure: unknown): 'answered' | 'refused' | 'failed' {
  if (failure === undefined) return 'answered';
  return failure instanceof WebhookRefused ? 'refused' : 'failed';
}

/** Says how many calls there are whenever that is asked for. */
export function watchCalls(store: Pick<CallStore, 'underWay'>): void {
  const help = 'Calls that are not over, whichever gateway they last spoke to.';
  reading('calls_under_way', help, ['provider'], async () =>
    (await store.underWay()).map(({ provider, calls }) => [{ provider }, calls]),
  );
}
