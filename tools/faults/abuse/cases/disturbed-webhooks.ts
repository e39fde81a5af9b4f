import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhookAnswer } from '../../../call/lines/documents/webhooks.js';
import { exactly, type Figure, told } from '../../figures.js';
import type { FaultCase, Run } from '../../platform/fault-case.js';
import type { SeededRandom } from '../../random.js';
import type { Size } from '../../suite.js';
import { type Repetition, repetitionOf } from '../repetition.js';
import { type Carrier, figuresOfRounds, playRound, twiceTheSame } from '../rounds.js';

/** What a network does to a request besides bringing it there. */
type Disturbance = 'twiceAtOnce' | 'twice' | 'outOfOrder' | 'late' | 'afterHangUp';

/** Of a hundred requests; in a small run, which has few, what is rare is more frequent. */
const SHARES: Readonly<Record<Size, Readonly<Record<Disturbance, number>>>> = {
  small: { twiceAtOnce: 15, twice: 15, outOfOrder: 15, late: 15, afterHangUp: 10 },
  ci: { twiceAtOnce: 10, twice: 10, outOfOrder: 5, late: 5, afterHangUp: 1 },
  full: { twiceAtOnce: 10, twice: 10, outOfOrder: 5, late: 5, afterHangUp: 1 },
};
const LATE_MS = { small: 1_000, ci: 10_000, full: 60_000 };

/** F21: requests come twice, after their successor, late, and after the call: nobody hears it, and nothing is done twice. */
export const disturbedWebhooks: FaultCase = {
  fault: 'F21',
  title: 'webhooks doubled, swapped, late',
  run: async ({ bank, size, random, say }: Run): Promise<Figure[]> => {
    const [first, second] = twiceTheSame(bank.clients);
    const clean = await playRound(bank, first);
    say('the clean calls are over');
    const networks: DisturbingNetwork[] = [];
    const disturbed = await playRound(bank, second, () => {
      const network = new DisturbingNetwork(random, SHARES[size], LATE_MS[size]);
      networks.push(network);
      return network.carry;
    });
    say('the disturbed calls are over; what is late comes now');
    await Promise.all(networks.map((network) => network.settled()));
    const repeated = networks.flatMap(({ repetitions }) => repetitions);
    const of = (...kinds: Disturbance[]) => repeated.filter(({ disturbance }) => kinds.includes(disturbance));
    const odd = repeated.filter(({ came }) => came === 'new');
    return [
      ...figuresOfRounds(size, clean, disturbed),
      exactly(
        `doubled requests not answered byte for byte, of ${of('twice', 'twiceAtOnce').length}`,
        of('twice', 'twiceAtOnce').filter(({ came }) => came !== 'stored' && came !== 'unsettled').length,
        0,
      ),
      exactly('belated requests that were answered anew', odd.length, 0),
      told(
        'out of order, late, after hang-up',
        [of('outOfOrder'), of('late'), of('afterHangUp')].map(({ length }) => length).join(', '),
      ),
    ];
  },
};

/** Between the provider and the bank of one call: some requests are brought there once more. */
class DisturbingNetwork {
  readonly repetitions: { disturbance: Disturbance; came: Repetition }[] = [];
  /** What follows the next request, and what follows the last one. */
  private afterNext: (() => Promise<void>)[] = [];
  private readonly afterAll: (() => Promise<void>)[] = [];
  private readonly late: Promise<void>[] = [];

  constructor(
    private readonly random: SeededRandom,
    private readonly shares: Readonly<Record<Disturbance, number>>,
    private readonly lateMs: number,
  ) {}

  readonly carry: Carrier = async (_request, deliver) => {
    const disturbance = this.chosen();
    const again = disturbance === 'twiceAtOnce' ? deliver() : undefined;
    const answer = await deliver();
    const due = this.afterNext;
    this.afterNext = [];
    for (const repeat of due) await repeat();
    if (disturbance) await this.repeat(disturbance, answer, () => again ?? deliver());
    return answer;
  };

  /** What is still to come has come. */
  async settled(): Promise<void> {
    await Promise.all(this.late);
    for (const repeat of [...this.afterNext, ...this.afterAll]) await repeat();
  }

  private async repeat(
    disturbance: Disturbance,
    answer: WebhookAnswer,
    deliver: () => Promise<WebhookAnswer>,
  ): Promise<void> {
    const repeat = async () => void this.repetitions.push({ disturbance, came: repetitionOf(answer, await deliver()) });
    switch (disturbance) {
      case 'twice':
      case 'twiceAtOnce':
        return repeat();
      case 'outOfOrder':
        this.afterNext.push(repeat);
        return undefined;
      case 'late':
        this.late.push(sleep(this.lateMs).then(repeat));
        return undefined;
      case 'afterHangUp':
        this.afterAll.push(repeat);
        return undefined;
    }
  }

  private chosen(): Disturbance | undefined {
    let left = this.random.between(0, 100);
    for (const [disturbance, share] of Object.entries(this.shares) as [Disturbance, number][]) {
      left -= share;
      if (left < 0) return disturbance;
    }
    return undefined;
  }
}
