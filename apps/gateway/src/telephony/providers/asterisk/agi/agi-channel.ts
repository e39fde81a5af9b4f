import { type AgiAnswer, parseAnswer } from './agi-answer.js';
import { AgiBroken } from './agi-broken.js';
import type { AgiCommand } from './agi-command.js';
import { AgiLines } from './agi-lines.js';

/** What a channel needs of a socket; tests bring their own. */
export interface AgiSocket {
  on(event: 'data', listener: (bytes: Buffer) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  write(text: string): unknown;
  destroy(): unknown;
}

/** Lines of an answer that has several, at most; a usage text has some twenty. */
const MOST_USAGE_LINES = 60;
/** All lines before the first command together, at most, and how long they may take (S22). */
const MOST_ENVIRONMENT_LINES = 80;
const ENVIRONMENT_MS = 5_000;

interface Waiting<Result> {
  resolve: (result: Result) => void;
  reject: (error: AgiBroken) => void;
  timer: NodeJS.Timeout;
}

/**
 * One connection of Asterisk: first its environment, then one command after the other, each when the one before was
 * answered, because a byte that comes earlier would cut the caller short. A line nobody asked for ends it: a caller's name
 * that brought lines of its own gets no further (S23).
 */
export class AgiChannel {
  private readonly lines = new AgiLines();
  private readonly environmentLines: string[] = [];
  private environment: Waiting<readonly string[]> | undefined;
  private answer: (Waiting<AgiAnswer> & { isApplication: boolean }) | undefined;
  private hasEnvironment = false;
  private broken: AgiBroken | undefined;
  private usageLines: number | undefined;
  /** After an application that returned 1 Asterisk adds a usage text nobody asked for. */
  private strayUsage = false;
  private isHungUp = false;

  constructor(private readonly socket: AgiSocket) {
    socket.on('data', (bytes) => this.take(bytes));
    // A reset is followed by its close.
    socket.on('error', () => undefined);
    socket.on('close', () => this.break(new AgiBroken('lost')));
  }

  /** Whether Asterisk said that the caller is gone; some commands are still answered then. */
  get hungUp(): boolean {
    return this.isHungUp;
  }

  /** The lines Asterisk begins with, up to the empty one. @throws AgiBroken. */
  async readEnvironment(): Promise<readonly string[]> {
    if (this.broken) throw this.broken;
    if (this.hasEnvironment) return this.environmentLines;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.break(new AgiBroken('silent')), ENVIRONMENT_MS);
      this.environment = { resolve, reject, timer };
    });
  }

  /** Sends a command and waits for its answer. @throws AgiBroken. */
  async send({ line, withinMs }: AgiCommand): Promise<AgiAnswer> {
    if (this.broken) throw this.broken;
    if (this.answer) throw new Error('a command is under way');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.break(new AgiBroken('silent')), withinMs);
      this.answer = { resolve, reject, timer, isApplication: line.startsWith('EXEC ') };
      this.socket.write(`${line}\n`);
    });
  }

  /** Ends the conversation from our side. */
  close(end: AgiBroken): void {
    this.break(end);
  }

  private take(bytes: Buffer): void {
    if (this.broken) {
      bytes.fill(0);
      return;
    }
    try {
      for (const line of this.lines.add(bytes)) this.takeLine(line);
    } catch (error) {
      this.break(error instanceof AgiBroken ? error : new AgiBroken('malformed'));
    }
  }

  private takeLine(line: string): void {
    if (!this.hasEnvironment) this.takeEnvironmentLine(line);
    else if (line === 'HANGUP') this.isHungUp = true;
    else if (line.startsWith('520-')) this.usageLines = 0;
    else if (this.usageLines !== undefined) this.takeUsageLine(line);
    else this.takeAnswer(line);
  }

  private takeEnvironmentLine(line: string): void {
    if (line !== '') {
      // Somebody who speaks another protocol need not be waited for.
      if (!line.startsWith('agi_')) throw new AgiBroken('malformed', 'a line that is none of a call');
      if (this.environmentLines.push(line) > MOST_ENVIRONMENT_LINES)
        throw new AgiBroken('malformed', 'too many lines before the call');
      return;
    }
    this.hasEnvironment = true;
    const waiting = this.environment;
    this.environment = undefined;
    clearTimeout(waiting?.timer);
    waiting?.resolve(this.environmentLines);
  }

  private takeUsageLine(line: string): void {
    this.usageLines = (this.usageLines ?? 0) + 1;
    if (this.usageLines > MOST_USAGE_LINES) throw new AgiBroken('malformed', 'an answer without end');
    if (!line.startsWith('520 ')) return;
    this.usageLines = undefined;
    this.takeAnswer(line);
  }

  private takeAnswer(line: string): void {
    const answer = parseAnswer(line);
    if (answer.status === 520 && this.strayUsage) {
      this.strayUsage = false;
      return;
    }
    const waiting = this.answer;
    if (!waiting) throw new AgiBroken('malformed', 'a line nobody asked for');
    this.answer = undefined;
    clearTimeout(waiting.timer);
    this.strayUsage = waiting.isApplication && answer.result === '1';
    // Only Asterisk's channel is dead, not the connection: variables can still be read and set.
    if (answer.status === 511) this.isHungUp = true;
    waiting.resolve(answer);
  }

  private break(end: AgiBroken): void {
    if (this.broken) return;
    this.broken = end;
    for (const waiting of [this.environment, this.answer]) {
      clearTimeout(waiting?.timer);
      waiting?.reject(end);
    }
    this.environment = undefined;
    this.answer = undefined;
    this.socket.destroy();
  }
}
