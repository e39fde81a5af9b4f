import { type Heard, LineFault, type PhoneLine, RepetitionDiffers, type TransferEnd } from '../../phone-line.js';
import { contextOf } from '../heard/transfer-context.js';
import type { WhatWasSaid } from '../heard/what-was-said.js';
import { AsteriskChannel, type AgiTurn, type AsteriskSwitch, type Waiting } from './asterisk-channel.js';

const DIAL_STATUS: Record<TransferEnd, string> = {
  answered: 'ANSWER',
  busy: 'BUSY',
  noAnswer: 'NOANSWER',
  failed: 'CHANUNAVAIL',
};

/** A URL must be longer than the name of the file it is kept under (asterisk issue 444), characters. */
const SHORTEST_URL = 48;
/** The context that puts the headers onto the call to an agent. */
const AGENT_CONTEXT = 'b(ivr-agent^s^1)';
const MOST_REPETITIONS = 20;

export interface AsteriskLineParts {
  at: AsteriskSwitch;
  from: string;
  said: WhatWasSaid;
  /**
   * Every time the caller or somebody else did something, the connection is lost at that very moment and the dialplan calls
   * back while the gateway is still at work.
   */
  everythingTwice: boolean;
  queueOf: (destination: string) => string | undefined;
  outcomeOf?: (uniqueId: string) => Promise<string | undefined>;
}

/** A call over Asterisk. Keys pressed while no command collects are lost, as Asterisk throws them away. */
export class AsteriskLine implements PhoneLine {
  private readonly channel: AsteriskChannel;
  private turn: AgiTurn = { played: [], waiting: undefined };
  /** What was told in the whole step, over all its commands. */
  private step: AgiTurn = this.turn;
  private tokenBefore: string | undefined;
  private typed = '';
  private quietMs = 0;

  constructor(private readonly parts: AsteriskLineParts) {
    this.channel = new AsteriskChannel(parts.at, parts.from);
  }

  async start(): Promise<Heard[]> {
    await this.channel.callBack();
    return this.go();
  }

  async press(keys: string): Promise<Heard[]> {
    this.quietMs = 0;
    for (const key of keys) {
      const answer = this.answerTo(key);
      // The others come while no command collects.
      if (answer !== undefined) return this.reply(answer);
    }
    return [];
  }

  async silence(): Promise<Heard[]> {
    for (;;) {
      const { waiting } = this.turn;
      if (waiting === undefined || waiting.do === 'dial') return [];
      const heard = await this.wait(waiting.waitMs - this.quietMs);
      if (heard.length > 0) return heard;
    }
  }

  async wait(ms: number): Promise<Heard[]> {
    this.quietMs += ms;
    for (;;) {
      const { waiting } = this.turn;
      if (waiting === undefined || waiting.do === 'dial' || this.quietMs < waiting.waitMs) return [];
      const leftMs = this.quietMs - waiting.waitMs;
      const heard = await this.reply(timeOut(waiting, this.typed));
      if (heard.length > 0) return heard;
      this.quietMs = leftMs;
    }
  }

  async transferEnded(end: TransferEnd): Promise<Heard[]> {
    if (this.turn.waiting?.do !== 'dial') return [];
    this.channel.variables.set('DIALSTATUS', DIAL_STATUS[end]);
    return this.reply('200 result=0');
  }

  async hangUp(): Promise<void> {
    await this.channel.hangUp(this.turn.waiting !== undefined);
    this.turn = { played: [], waiting: undefined };
  }

  /** The connection is lost before the dialplan hears where the call stands now: it calls back with what it knew. */
  async repeat(): Promise<void> {
    const { step } = this;
    this.channel.cut();
    if (this.tokenBefore === undefined) this.channel.variables.delete('IVR_TOKEN');
    else this.channel.variables.set('IVR_TOKEN', this.tokenBefore);
    await this.channel.callBack();
    this.turn = await this.channel.run();
    if (JSON.stringify(this.turn) !== JSON.stringify(step))
      throw new RepetitionDiffers('after a lost connection the call went on in another way');
  }

  async outcome(): Promise<string | undefined> {
    return this.parts.outcomeOf?.(this.channel.uniqueId);
  }

  /** What the command that collects answers to a key; undefined while it wants more, or is none. */
  private answerTo(key: string): string | undefined {
    const { waiting } = this.turn;
    switch (waiting?.do) {
      case 'option':
        return waiting.keys.includes(key) ? `200 result=${key.charCodeAt(0)} endpos=8000` : undefined;
      case 'digit':
        return `200 result=${key.charCodeAt(0)}`;
      case 'data':
        if (key !== '#') this.typed += key;
        return key === '#' || this.typed.length === waiting.most ? `200 result=${this.typed}` : undefined;
      case 'dial':
      case undefined:
        return undefined;
    }
  }

  private async reply(answer: string): Promise<Heard[]> {
    this.typed = '';
    const { token, timesCalled } = this.channel;
    this.channel.answer(answer);
    if (this.parts.everythingTwice) {
      this.channel.cut();
      await this.channel.callBack();
    }
    let heard = await this.go();
    // Called back before the gateway had decided: the caller hears the same again, and does the same again.
    const isSameStep = () => this.channel.token === token && this.turn.waiting !== undefined;
    for (let times = 0; this.channel.timesCalled > timesCalled && isSameStep(); times += 1) {
      if (times > MOST_REPETITIONS) throw new LineFault('the call does not move');
      this.channel.answer(answer);
      heard = await this.go();
    }
    return heard;
  }

  /** Lets the gateway go on; nothing was heard where it only waits longer for the same. */
  private async go(): Promise<Heard[]> {
    const before = this.channel.token;
    this.turn = await this.channel.run();
    this.quietMs = 0;
    const { played, waiting } = this.turn;
    if (this.channel.token !== before) {
      this.tokenBefore = before;
      this.step = this.turn;
    }
    if (played.length === 0 && waiting !== undefined && waiting.do !== 'dial') return [];
    const parts = played.map((url) => this.heard(url));
    return [{ parts, awaits: this.awaits(waiting) }];
  }

  private heard(url: string) {
    if (url.length < SHORTEST_URL) throw new LineFault(`the address ${url} is too short for the media cache`);
    return this.parts.said.played(url);
  }

  private awaits(waiting: Waiting | undefined): Heard['awaits'] {
    switch (waiting?.do) {
      case undefined:
        return { kind: 'over' };
      case 'dial':
        return this.transferOf(waiting);
      case 'data':
        return { kind: 'keys', digits: waiting.most };
      case 'option':
      case 'digit':
        return { kind: 'keys', digits: 1 };
    }
  }

  private transferOf({ target, options }: Extract<Waiting, { do: 'dial' }>): Heard['awaits'] {
    if (!options.startsWith('g')) throw new LineFault('without g the dialplan ends with the conversation');
    const destination = /^PJSIP\/(?:agents\/(sips?:.+)|(\+\d+)@trunk)$/.exec(target);
    if (!destination) throw new LineFault(`not a destination of the demo: ${target}`);
    const address = destination[1] ?? destination[2] ?? '';
    const pairs = (this.channel.variables.get('_IVR_AGENT') ?? '').split('|').map((pair) => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
    });
    const context = options.includes(AGENT_CONTEXT) ? contextOf(new Map(pairs)) : undefined;
    return { kind: 'transfer', destination: address, queue: this.parts.queueOf(address), context };
  }
}

function timeOut(waiting: Exclude<Waiting, { do: 'dial' }>, typed: string): string {
  switch (waiting.do) {
    case 'option':
      return '200 result=0 endpos=16000';
    case 'digit':
      return '200 result=0';
    case 'data':
      return `200 result=${typed} (timeout)`;
  }
}
