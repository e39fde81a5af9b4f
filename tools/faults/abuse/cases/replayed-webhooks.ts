import type { SignedRequest, WebhookAnswer } from '../../../call/lines/documents/webhooks.js';
import { exactly, type Figure, told } from '../../figures.js';
import type { FaultCase, Run } from '../../platform/fault-case.js';
import type { AttackedCall } from '../attacked-call.js';
import { forgetAttempts, tablesChanged, written } from '../effects.js';
import { type Repetition, repetitionOf } from '../repetition.js';
import { type Carrier, figuresOfRounds, playRound, twiceTheSame } from '../rounds.js';
import { attackedCalls, send } from '../strangers.js';

/** When a captured request is sent again. */
type When = 'at once' | 'after the step' | 'after the call' | 'from another call';

/** F34: each captured request again, whenever: the stored answer or a refusal, and no effect. */
export const replayedWebhooks: FaultCase = {
  fault: 'F34',
  title: 'replay',
  run: async ({ bank, size, say }: Run): Promise<Figure[]> => {
    await forgetAttempts(bank);
    // Not those who had their statement of the day.
    const [first, second] = twiceTheSame(bank.clients.toReversed());
    const clean = await playRound(bank, first);
    const taps: Tap[] = [];
    const replayed = await playRound(bank, second, () => {
      const tap = new Tap();
      taps.push(tap);
      return tap.carry;
    });
    say('the calls are over; everything that was captured comes again');
    const [gateway = ''] = bank.gateways;
    const others = await attackedCalls(bank);
    const other = others.find(({ network }) => network.name === 'twilio');
    if (!other) throw new Error('there is no call to replay from');
    const before = await written(bank);
    const came = taps.flatMap(({ repetitions }) => repetitions);
    for (const { request, answer } of taps.flatMap(({ captured }) => captured)) {
      came.push({ when: 'after the call', came: repetitionOf(answer, (await send(gateway, request)).answer) });
      for (const mixed of await fromAnotherCall(other, request))
        came.push({ when: 'from another call', came: repetitionOf(answer, (await send(gateway, mixed)).answer) });
    }
    const changed = tablesChanged(before, await written(bank));
    await other.press('1');
    const wrong = came.filter(({ when, came: was }) => was !== 'unsettled' && !ALLOWED[when].includes(was));
    const captured = taps.reduce((sum, tap) => sum + tap.captured.length, 0);
    return [
      ...figuresOfRounds(size, clean, replayed),
      exactly('replayed requests answered otherwise than stored or refused', wrong.length, 0),
      ...(wrong.length > 0
        ? [told('such as', [...new Set(wrong.map(({ when, came: was }) => `${when}: ${was}`))].join(', '))]
        : []),
      exactly('tables in which anything changed once the calls were over', changed.length, 0),
      told('captured requests, sent again', `${captured}, ${came.length} times`),
    ];
  },
};

const ALLOWED: Readonly<Record<When, readonly Repetition[]>> = {
  'at once': ['stored'],
  'after the step': ['refused'],
  'after the call': ['stored', 'refused', 'over'],
  'from another call': ['refused'],
};

/** Beside the wire: keeps every request with its answer, and sends it again as the call goes on. */
class Tap {
  readonly captured: { request: SignedRequest; answer: WebhookAnswer }[] = [];
  readonly repetitions: { when: When; came: Repetition }[] = [];
  private again: (() => Promise<WebhookAnswer>) | undefined;

  readonly carry: Carrier = async (request, deliver) => {
    const answer = await deliver();
    const before = this.captured.at(-1)?.answer;
    const when = request.url.endsWith('/status') ? 'after the call' : 'after the step';
    if (this.again && before) this.repetitions.push({ when, came: repetitionOf(before, await this.again()) });
    this.captured.push({ request, answer });
    this.again = deliver;
    this.repetitions.push({ when: 'at once', came: repetitionOf(answer, await deliver()) });
    return answer;
  };
}

/** To the address of a captured step as another call would be signed, and the captured bytes to that call's address. */
async function fromAnotherCall(other: AttackedCall, captured: SignedRequest): Promise<SignedRequest[]> {
  const { url: awaitedAt, form } = other.pressing('1');
  const bytesElsewhere = { ...captured, url: awaitedAt };
  const isStep = captured.url.includes('/calls/');
  return isStep ? [await other.signed({ url: captured.url, form }), bytesElsewhere] : [bytesElsewhere];
}
