import { createLogger, type Logger } from '#libs/logging';

/** Everything the services of a test logged, at every level, as it would have left the process (S32). */
export class CapturedLogs {
  readonly lines: string[] = [];

  loggerOf(app: string): Logger {
    return createLogger(app, 'trace', { write: (line: string) => void this.lines.push(line) });
  }

  /** The lines of warnings, errors and worse. */
  problems(): string[] {
    return this.lines.filter((line) => /"level":"(warn|error|fatal)"/.test(line));
  }

  text(): string {
    return this.lines.join('');
  }
}
