import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { Mailbox } from './mailbox.js';
import { messageIdOf } from './mailbox.js';
import type { Deed, Moment, Stage } from './script.js';

/** What a conversation needs of its server. */
export interface House {
  readonly number: number;
  readonly mailbox: Mailbox;
  readonly secureContext: SecureContext | undefined;
  /** Advertises PIPELINING, as most servers do. */
  readonly pipelining: boolean;
  ask(moment: Moment): Deed | undefined;
  /** Told of each MAIL command: one offered mail. */
  offered(): void;
}

const END_OF_MAIL = Buffer.from('\r\n.\r\n');

/** One connection's SMTP, from banner to QUIT. */
export class Conversation {
  private waiting = Buffer.alloc(0);
  private body: Buffer[] | undefined;
  private readonly envelope: { from: string; to: string | undefined } = { from: '', to: undefined };
  /** After a hang nothing is heard; while an answer waits, what was heard waits too. */
  private deaf = false;
  private busy = false;

  constructor(
    private socket: Socket,
    private readonly house: House,
  ) {
    this.listenTo(socket);
    this.answer('banner', '220 mailbox.example ESMTP');
  }

  private listenTo(socket: Socket): void {
    socket.on('data', (chunk) => {
      this.waiting = this.waiting.length === 0 ? chunk : Buffer.concat([this.waiting, chunk]);
      this.hear();
    });
    // A client that goes away is no fault of this server.
    socket.on('error', () => undefined);
  }

  private hear(): void {
    while (!this.deaf && !this.busy && this.waiting.length > 0) {
      if (this.body) {
        if (!this.hearBody(this.body)) return;
      } else {
        const end = this.waiting.indexOf('\r\n');
        if (end === -1) return;
        const line = this.waiting.toString('utf8', 0, end);
        this.waiting = this.waiting.subarray(end + 2);
        this.command(line);
      }
    }
  }

  private command(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    switch (verb) {
      case 'EHLO':
      case 'HELO': {
        this.answer('ehlo', this.greeting());
        return;
      }
      case 'STAR': {
        this.startTls();
        return;
      }
      case 'MAIL':
        this.house.offered();
        this.envelope.from = addressIn(line);
        this.envelope.to = undefined;
        {
          this.answer('mail', '250 2.1.0 sender noted');
          return;
        }
      case 'RCPT':
        this.envelope.to = addressIn(line);
        {
          this.answer('rcpt', '250 2.1.5 recipient noted', () => {
            this.envelope.to = undefined;
          });
          return;
        }
      case 'DATA':
        if (this.envelope.to === undefined) {
          this.say('503 5.5.1 no recipient');
          return;
        }
        {
          this.answer('data', '354 go on', undefined, () => this.startBody());
          return;
        }
      case 'RSET':
        this.envelope.to = undefined;
        {
          this.say('250 2.0.0 forgotten');
          return;
        }
      case 'QUIT':
        this.say('221 2.0.0 goodbye');
        this.socket.end();
        return undefined;
      default: {
        this.say('502 5.5.2 what?');
        return;
      }
    }
  }

  private greeting(): string {
    const secure = this.socket instanceof TLSSocket;
    const lines = ['mailbox.example', '8BITMIME', 'SMTPUTF8', 'SIZE 100000000'];
    if (this.house.pipelining) lines.push('PIPELINING');
    if (this.house.secureContext && !secure) lines.push('STARTTLS');
    return lines.map((line, index) => `250${index === lines.length - 1 ? ' ' : '-'}${line}`).join('\r\n');
  }

  private startTls(): void {
    const { secureContext } = this.house;
    if (!secureContext) {
      this.say('502 5.5.1 no TLS here');
      return;
    }
    this.say('220 2.0.0 go ahead');
    this.socket.removeAllListeners('data');
    this.socket = new TLSSocket(this.socket, { isServer: true, secureContext });
    this.listenTo(this.socket);
  }

  private startBody(): void {
    this.body = [];
    const deed = this.house.ask(this.moment('body'));
    if (deed) this.misbehave(deed, '');
  }

  /** @returns whether the mail ended within what was heard so far. */
  private hearBody(body: Buffer[]): boolean {
    const end = this.waiting.indexOf(END_OF_MAIL);
    if (end === -1) {
      // The end may be cut in two by what comes next.
      const sure = Math.max(this.waiting.length - END_OF_MAIL.length, 0);
      if (sure > 0) body.push(this.waiting.subarray(0, sure));
      this.waiting = this.waiting.subarray(sure);
      return false;
    }
    body.push(this.waiting.subarray(0, end + 2));
    this.waiting = this.waiting.subarray(end + END_OF_MAIL.length);
    this.body = undefined;
    this.take(
      Buffer.from(
        Buffer.concat(body)
          .toString('latin1')
          .replace(/(^|\r\n)\.\./g, '$1.'),
        'latin1',
      ),
    );
    return true;
  }

  private take(raw: Buffer): void {
    const deed = this.house.ask(this.moment('dot', messageIdOf(raw)));
    const keep = () => this.house.mailbox.add(this.envelope.from, this.envelope.to ?? '', raw);
    if (!deed || deed.do === 'wait' || deed.do === 'trickle' || deed.do === 'keep-and-cut') keep();
    if (deed) {
      this.misbehave(deed, '250 2.0.0 taken');
      return;
    }
    this.say('250 2.0.0 taken');
  }

  /** Answers, unless the script has something else in mind; `duty` is what follows an honest answer. */
  private answer(stage: Stage, words: string, refused?: () => void, duty?: () => void): void {
    const deed = this.house.ask(this.moment(stage));
    if (!deed) {
      this.say(words);
      duty?.();
      return;
    }
    if (deed.do === 'reply') refused?.();
    this.misbehave(deed, words, duty);
  }

  private misbehave(deed: Deed, words: string, duty?: () => void): void {
    switch (deed.do) {
      case 'reply':
        this.say(deed.words);
        if (/^(421|554 5\.3)/.test(deed.words)) this.socket.end();
        return;
      case 'hang':
        this.deaf = true;
        this.socket.pause();
        return;
      case 'cut':
      case 'keep-and-cut':
        this.deaf = true;
        this.socket.destroy();
        return;
      case 'wait': {
        this.later([words === '' ? '' : `${words}\r\n`], deed.ms, duty);
        return;
      }
      case 'trickle': {
        this.later(Array.from(`${words}\r\n`), deed.everyMs, duty);
        return;
      }
    }
  }

  private later(pieces: readonly string[], everyMs: number, duty?: () => void): void {
    this.busy = true;
    const [first = '', ...rest] = pieces;
    setTimeout(() => {
      if (this.socket.destroyed) return;
      this.socket.write(first);
      if (rest.length > 0) {
        this.later(rest, everyMs, duty);
        return;
      }
      this.busy = false;
      duty?.();
      this.hear();
    }, everyMs).unref();
  }

  private say(words: string): void {
    if (!this.socket.destroyed && this.socket.writable) this.socket.write(`${words}\r\n`);
  }

  private moment(stage: Stage, messageId?: string): Moment {
    return { stage, connection: this.house.number, recipient: this.envelope.to, messageId };
  }
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? '';
}
