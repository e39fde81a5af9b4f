import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger as Pino, pino } from 'pino';
import { traceId } from '#libs/telemetry';
import { maskCardNumbers } from './mask.js';

export { maskCardNumbers };

/** A structured logger: named fields of an event, nothing else (S31). */
export type Logger = Pino;

/**
 * The logger of one app. Every line that leaves passes the card number mask, whatever wrote it: a second net, as no
 * caller of this logger may give it a number in the first place.
 */
export function createLogger(app: string, level: string, destination: DestinationStream = process.stdout): Logger {
  return pino(
    {
      level,
      base: { app },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: safeError },
      // Ties the lines of one request together across services, where traces are collected.
      mixin: () => {
        const id = traceId();
        return id === undefined ? {} : { traceId: id };
      },
    },
    { write: (line: string) => destination.write(maskCardNumbers(line)) },
  );
}

/**
 * What a log may know of an error: its kind, code, message and stack. Driver errors carry parameters and row values in
 * further fields, and in `detail`; those stay out.
 */
export function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    kind: error.name,
    ...(code === undefined ? {} : { code }),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: safeError(error.cause) }),
  };
}

/** Nest's own messages, in the same stream. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log = (message: unknown, context?: string) => this.logger.debug({ context }, text(message));
  error = (message: unknown, ...rest: unknown[]) => this.logger.error({ context: text(rest.at(-1)) }, text(message));
  warn = (message: unknown, context?: string) => this.logger.warn({ context }, text(message));
  debug = (message: unknown, context?: string) => this.logger.debug({ context }, text(message));
  verbose = (message: unknown, context?: string) => this.logger.trace({ context }, text(message));
  fatal = (message: unknown, context?: string) => this.logger.fatal({ context }, text(message));
}

function text(message: unknown): string {
  if (typeof message === 'string') return message;
  return message instanceof Error ? `${message.name}: ${message.message}` : '';
}
