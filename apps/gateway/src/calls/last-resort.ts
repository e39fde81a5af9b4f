import type { Language } from '#libs/speech';
import type { QueueSettings } from '../call-flow/flow-settings.js';
import type { TransferOutcome } from '../telephony/call-event.js';
import type { Continuation } from '../telephony/continuation.js';
import type { Turn } from '../telephony/turn.js';

/** Puts a turn into a provider's words. @throws when the turn cannot be said. */
export type Render = (turn: Turn, continuation: Continuation) => string;

/**
 * What a caller gets when nothing of the call can be read, run or stored: an apology and an agent (requirements 8). Needs
 * no database and no service; all it knows stands in the address of the next webhook.
 */
export class LastResort {
  /** @param queue the queue that takes such calls, as it is set now. */
  constructor(private readonly queue: () => QueueSettings) {}

  /** Apology and the first destination. */
  answer(language: Language, render: Render): string {
    return this.attempt(language, 0, render);
  }

  /** After a transfer: the next destination, or the end when the caller was served or nobody is left. */
  afterTransfer(at: { language: Language; attempt: number; outcome: TransferOutcome }, render: Render): string {
    if (at.outcome === 'answered') return render(hangUp(at.language), here(at));
    return this.attempt(at.language, at.attempt + 1, render);
  }

  private attempt(language: Language, attempt: number, render: Render): string {
    const { destination: first, overflow, ringSeconds } = this.queue();
    const destination = [first, overflow][attempt];
    if (destination === undefined) return render(nobodyReached(language), here({ language, attempt }));
    const say = attempt === 0 ? ([{ prompt: 'error.apology' }, { prompt: 'transfer.agent' }] as const) : [];
    const turn: Turn = {
      language,
      notice: [],
      say,
      then: {
        kind: 'transfer',
        destination,
        queue: 'general',
        ringSeconds,
        context: {
          callId: '',
          callerNumberClass: 'UNKNOWN',
          language,
          intent: 'error.apology',
          path: [],
          secondsInService: 0,
          verified: false,
        },
      },
    };
    return render(turn, here({ language, attempt }));
  }
}

const here = ({ language, attempt }: { language: Language; attempt: number }): Continuation => ({
  kind: 'lastResort',
  language,
  attempt,
});

/** The end, without a word. */
export function hangUp(language: Language): Turn {
  return { language, notice: [], say: [], then: { kind: 'hangUp' } };
}

function nobodyReached(language: Language): Turn {
  return { ...hangUp(language), say: [{ prompt: 'transfer.failed' }, { prompt: 'goodbye' }] };
}
