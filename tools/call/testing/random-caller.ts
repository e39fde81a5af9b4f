import type { Flow } from '../../../apps/gateway/src/call-flow/flow.schema.js';
import type { CallState } from '../../../apps/gateway/src/call-flow/call-state.js';
import type { CallEvent } from '../../../apps/gateway/src/telephony/call-event.js';
import type { Turn } from '../../../apps/gateway/src/telephony/turn.js';
import { demoBank } from '../paper-bank/ledger.js';
import type { Random } from './random.js';

type Event = Exclude<CallEvent, { kind: 'started' }>;
/** What happens next, without its moment. */
export type Happening = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

const KEYS = Array.from('0123456789*#');
const WEIRD_KEYS = [...KEYS, 'A', 'D'];

/** Where calls come from; clients with everything, with little, with nothing, and no clients. */
export const CALLERS = [
  'A',
  'A',
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'G',
  'H',
  'I',
  'nobody',
  'nobody',
  'withheld',
  '+355690000017',
];

/**
 * Somebody who mostly does what the service offers, often something else, and sometimes what nobody should.
 */
export class RandomCaller {
  private readonly bank = demoBank();
  private readonly impatience: number;

  constructor(
    private readonly random: Random,
    private readonly flow: Flow,
    private readonly from: string,
  ) {
    this.impatience = random.one([0.01, 0.06, 0.2]);
  }

  /** What this caller does after a turn. */
  next(turn: Turn, state: CallState): Happening {
    const { random } = this;
    if (turn.then.kind === 'transfer')
      return { kind: 'transferEnded', outcome: random.one(['busy', 'noAnswer', 'failed', 'busy', 'answered']) };
    if (random.chance(this.impatience)) return { kind: 'ended', by: 'caller' };
    if (random.chance(0.05)) return { kind: 'noInput' };
    return turn.then.kind === 'collect' && turn.then.digits > 1 ? this.entry(state) : this.menu(state);
  }

  private menu({ place, offeredCards }: CallState): Happening {
    const { random } = this;
    if (random.chance(0.08)) return typed(random.one(WEIRD_KEYS));
    if (random.chance(0.04))
      return typed(Array.from({ length: 1 + random.below(40) }, () => random.one(KEYS)).join(''));
    const keys = this.flow.menus[place]?.options.flatMap((option) => option.keys) ?? KEYS;
    const cards = (offeredCards ?? []).map((_, index) => String(index + 1));
    // Most people come for what the menus offer first; agents and repetitions are rarer.
    if (place === 'M0' && random.chance(0.3)) return typed(`${random.one(['1', '2'])}11${this.ahead()}`);
    const usual = random.chance(0.5) ? '1' : '1278';
    const wanted = keys.filter((key) => usual.includes(key));
    const key = random.one([...(wanted.length > 0 && random.chance(0.85) ? wanted : keys), ...cards]);
    return typed(random.chance(0.05) ? key + this.ahead() : key);
  }

  /** Typed ahead: the way of somebody who knows it by heart. */
  private ahead(): string {
    const card = this.card();
    return `${card.pan}${this.random.chance(0.3) ? '#' : ''}${card.pin}#${this.random.one(['1', '2', '3', '7'])}`;
  }

  private entry({ place }: CallState): Happening {
    const { random } = this;
    if (random.chance(0.04)) return { kind: 'input', digits: '', finishedBy: 'key', finishKey: '#' };
    if (random.chance(0.04))
      return { kind: 'input', digits: random.digits(random.below(8)), finishedBy: 'key', finishKey: '*' };
    if (random.chance(0.06))
      return {
        kind: 'input',
        digits: random.digits(1 + random.below(20)),
        finishedBy: random.one(['length', 'timeout']),
      };
    const whole = this.plausible(place);
    if (random.chance(0.1))
      return { kind: 'input', digits: whole.slice(0, -1 - random.below(3)), finishedBy: 'timeout' };
    return typed(random.chance(0.15) ? `${whole}#${random.one(KEYS)}` : whole);
  }

  private plausible(place: string): string {
    const { random, bank } = this;
    if (place === 'V3') {
      const own = bank.clients.find(({ key }) => key === this.from);
      return random.chance(0.85) ? (own?.clientNumber ?? random.one(bank.clients).clientNumber) : random.digits(9);
    }
    const card = this.card();
    if (place === 'V1') return random.chance(0.95) ? card.pan : random.digits(16);
    return random.chance(0.9) ? this.lastCardPin : random.digits(4);
  }

  private lastCardPin = '0000';

  /** Mostly a card of one's own, sometimes anybody's; the PIN that follows is the one of this card. */
  private card(): { pan: string; pin: string } {
    const own = this.bank.cards.filter(({ owner }) => owner === this.from);
    const card = this.random.one(own.length > 0 && this.random.chance(0.85) ? own : this.bank.cards);
    this.lastCardPin = card.pin;
    return card;
  }
}

const typed = (digits: string): Happening => ({ kind: 'input', digits, finishedBy: 'length' });
