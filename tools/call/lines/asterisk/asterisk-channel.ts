import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { LineFault } from '../../phone-line.js';
import { AgiConnection } from './agi-connection.js';
import { type Command, CommandRefused, parseCommand } from './agi-commands.js';

/** The dialplan calls back this often, then it plays its own last words; milliseconds between. */
const MOST_CALLS_BACK = 400;
const BETWEEN_MS = 100;

/** Commands that work after the caller has gone. */
const ON_A_DEAD_CHANNEL: readonly Command['do'][] = ['getVariable', 'setVariable'];

/** The gateway is gone for good: the caller hears the dialplan's own last words. */
export class GatewayGone extends LineFault {
  override readonly name = 'GatewayGone';
}

export interface AsteriskSwitch {
  /** Where the gateway listens for Asterisk. */
  address: () => { host: string; port: number };
  serviceNumber: string;
  /** What the dialplan holds in IVR_SECRET. */
  secret?: string;
}

/** What waits for the caller or for somebody else. */
export type Waiting = Extract<Command, { do: 'option' | 'data' | 'digit' | 'dial' }>;
export type Played = Extract<Command, { do: 'play' | 'option' | 'data' }>;

/** What the gateway told since the caller last did something. */
export interface AgiTurn {
  /** Sounds in their order. */
  played: string[];
  /** Undefined when the call is over. */
  waiting: Waiting | undefined;
}

/**
 * A channel of Asterisk in the dialplan of the protocol sheet: it answers what is quick, and calls back with its variables
 * when the connection was lost before the call was done. Written from the sheet and not from our adapter.
 */
export class AsteriskChannel {
  readonly uniqueId = `${Math.floor(Date.now() / 1_000)}.${randomInt(1_000_000_000)}`;
  readonly variables = new Map<string, string>();
  private connection: AgiConnection | undefined;
  private isUp = true;
  private calls = 0;

  constructor(
    private readonly at: AsteriskSwitch,
    private readonly callerNumber: string,
  ) {
    if (at.secret !== undefined) this.variables.set('IVR_SECRET', at.secret);
  }

  get token(): string | undefined {
    return this.variables.get('IVR_TOKEN');
  }

  /** How often the dialplan has called, the first time included. */
  get timesCalled(): number {
    return this.calls;
  }

  get isDone(): boolean {
    return !this.isUp || this.variables.get('IVR_DONE') === '1';
  }

  /** The lines before the first command, in the order of the sheet. */
  environment(script = 'ivr'): string[] {
    const { host, port } = this.at.address();
    const isShown = this.callerNumber !== '';
    // Asterisk has the number without +, as most trunks deliver it.
    const number = isShown ? this.callerNumber.replace(/^\+/, '') : 'unknown';
    const dialled = this.at.serviceNumber.replace(/^\+/, '');
    return [
      'agi_network: yes',
      `agi_network_script: ${script}`,
      `agi_request: agi://${host}:${port}/${script}`,
      'agi_channel: PJSIP/sbc-00000021',
      'agi_language: sq',
      'agi_type: PJSIP',
      `agi_uniqueid: ${this.uniqueId}`,
      'agi_version: 22.6.0',
      `agi_callerid: ${number}`,
      'agi_calleridname: unknown',
      `agi_callingpres: ${isShown ? '0' : '32'}`,
      'agi_callingani2: 0',
      'agi_callington: 0',
      'agi_callingtns: 0',
      `agi_dnid: ${dialled}`,
      'agi_rdnis: unknown',
      'agi_context: ivr-in',
      `agi_extension: ${dialled}`,
      'agi_priority: 4',
      'agi_enhanced: 0.0',
      'agi_accountcode: ',
      'agi_threadid: 140245612345088',
      'agi_arg_1: a84b4c76e66710@sbc.bank.example',
    ];
  }

  /** Connects; when the gateway is not there, again and again. @throws GatewayGone. */
  async callBack(): Promise<void> {
    for (let tries = 0; tries < MOST_CALLS_BACK; tries += 1) {
      this.connection = await AgiConnection.open(this.at.address(), this.environment());
      if (this.connection) {
        this.calls += 1;
        return;
      }
      await pause(BETWEEN_MS);
    }
    throw new GatewayGone('nobody listens for Asterisk');
  }

  cut(): void {
    this.connection?.cut();
  }

  /** Answers what waited. */
  answer(line: string): void {
    this.connection?.write(line);
  }

  /** Carries out commands up to one that waits for somebody, or to the end; after a lost connection the turn comes again. */
  async run(): Promise<AgiTurn> {
    let played: string[] = [];
    for (let callsBack = 0; ;) {
      const line = await this.connection?.next();
      if (line === undefined) {
        if (this.isDone) return { played, waiting: undefined };
        if (++callsBack > MOST_CALLS_BACK) throw new GatewayGone('every connection is closed at once');
        await this.callBack();
        played = [];
        continue;
      }
      const command = parseCommand(line);
      if ('file' in command && command.file !== '') played.push(command.file);
      if (this.isUp && ['option', 'data', 'digit', 'dial'].includes(command.do))
        return { played, waiting: command as Waiting };
      this.answerAtOnce(command);
    }
  }

  /** The caller hangs up; the gateway may still read and set variables, then closes. */
  async hangUp(isWaiting: boolean): Promise<void> {
    this.isUp = false;
    if (isWaiting) this.answer('200 result=-1');
    this.answer('HANGUP');
    await this.run();
  }

  private answerAtOnce(command: Command): void {
    if (!this.isUp && !ON_A_DEAD_CHANNEL.includes(command.do)) {
      this.answer('511 Command Not Permitted on a dead channel or intercept routine');
      return;
    }
    switch (command.do) {
      case 'getVariable': {
        const value = this.variables.get(command.name);
        this.answer(value === undefined ? '200 result=0' : `200 result=1 (${value})`);
        return;
      }
      case 'setVariable':
        this.variables.set(command.name, command.value);
        this.answer('200 result=1');
        return;
      case 'play':
        this.answer('200 result=0 endpos=16000');
        return;
      case 'channelStatus':
        this.answer('200 result=6');
        return;
      case 'answer':
      case 'autoHangUp':
        this.answer('200 result=0');
        return;
      case 'hangUp':
        this.isUp = false;
        this.answer('200 result=1');
        this.answer('HANGUP');
        return;
      case 'option':
      case 'data':
      case 'digit':
      case 'dial':
        throw new CommandRefused(`${command.do} while nobody is there`);
    }
  }
}
