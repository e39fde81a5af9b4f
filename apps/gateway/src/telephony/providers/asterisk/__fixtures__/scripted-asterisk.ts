import type { AgiSocket } from '../agi/agi-channel.js';

/** The beginning of a call, in the order of the protocol sheet. */
export const ENVIRONMENT: readonly string[] = [
  'agi_network: yes',
  'agi_network_script: ivr',
  'agi_request: agi://10.20.0.10:4573/ivr',
  'agi_channel: PJSIP/sbc-00000021',
  'agi_language: sq',
  'agi_type: PJSIP',
  'agi_uniqueid: 1767225600.66',
  'agi_version: 22.6.0',
  'agi_callerid: 355691234567',
  'agi_calleridname: Çelësi & Co (Tiranë)',
  'agi_callingpres: 0',
  'agi_callingani2: 0',
  'agi_callington: 0',
  'agi_callingtns: 0',
  'agi_dnid: 35542000000',
  'agi_rdnis: unknown',
  'agi_context: ivr-in',
  'agi_extension: 35542000000',
  'agi_priority: 4',
  'agi_enhanced: 0.0',
  'agi_accountcode: ',
  'agi_threadid: 140245612345088',
];

/** How bytes travel to the gateway: whole unless a test cuts them. */
export type Delivery = (bytes: Buffer, arrive: (piece: Buffer) => void) => void;

const WHOLE: Delivery = (bytes, arrive) => arrive(bytes);

/** Asterisk's end of a connection: says its lines, answers commands as it is told, and remembers them. */
export class ScriptedAsterisk implements AgiSocket {
  readonly commands: string[] = [];
  isClosed = false;
  private data: (bytes: Buffer) => void = () => undefined;
  private close: () => void = () => undefined;
  private rest = '';

  /** @param answer lines that answer a command, without the last LF; `undefined`: none. */
  constructor(
    private readonly answer: (command: string) => string | undefined,
    private readonly deliver: Delivery = WHOLE,
  ) {}

  on(event: 'data' | 'close' | 'error', listener: (value: never) => void): unknown {
    if (event === 'data') this.data = listener as (bytes: Buffer) => void;
    if (event === 'close') this.close = listener as () => void;
    return this;
  }

  write(text: string): void {
    const lines = `${this.rest}${text}`.split('\n');
    this.rest = lines.pop() ?? '';
    for (const command of lines) {
      this.commands.push(command);
      const answer = this.answer(command);
      // As on a network, the answer comes after the call that sent the command.
      if (answer !== undefined) queueMicrotask(() => this.say(answer));
    }
  }

  destroy(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    queueMicrotask(this.close);
  }

  begin(environment: readonly string[] = ENVIRONMENT): void {
    this.say(`${environment.join('\n')}\n`);
  }

  say(lines: string): void {
    this.deliver(Buffer.from(`${lines}\n`), (piece) => {
      if (!this.isClosed) this.data(Buffer.from(piece));
    });
  }
}
