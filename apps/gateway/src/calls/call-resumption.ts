import type { Logger } from '#libs/logging';
import { WebhookRefused } from '../telephony/webhook-refused.js';
import type { CallKey, CallRunner } from './call-runner.js';
import type { CallStore } from './call-store.js';
import { hangUp, type Render } from './last-resort.js';

/**
 * For providers that are told what to do over a connection: where it broke, the other side comes back and is told again
 * where the call stands. Nothing happens in the call by that.
 */
export class CallResumption {
  constructor(
    private readonly store: Pick<CallStore, 'find'>,
    private readonly runner: Pick<CallRunner, 'apologise'>,
    private readonly logger: Logger,
  ) {}

  /**
   * The answer a call was given last, byte for byte; the end for a call that is over. Without the database: an apology and
   * an agent.
   * @param token what the other side was given last: the token of the step that comes next, or, when the connection broke
   * before it heard of that, of the one before.
   * @throws WebhookRefused for a call that is not known and for any other token.
   */
  async lastAnswer({ provider, providerCallId }: CallKey, token: string, render: Render): Promise<string> {
    try {
      const call = await this.store.find(provider, providerCallId);
      if (!call) throw new WebhookRefused('unknown-call');
      if (token !== call.token && token !== call.lastToken) throw new WebhookRefused('stale-event');
      if (call.endedAt === null && call.answer !== null) return call.answer;
      return render(hangUp('sq'), { kind: 'step', token: call.token });
    } catch (error) {
      if (error instanceof WebhookRefused) throw error;
      this.logger.error(
        { event: 'step-failed', alert: true, provider, of: 'resumed', err: error },
        'apology and agent',
      );
      return this.runner.apologise('sq', render);
    }
  }
}
