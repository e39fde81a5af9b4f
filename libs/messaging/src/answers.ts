import type { EventContract, RequestContract } from '#libs/contracts';
import {
  applyDecorators,
  type ArgumentsHost,
  Catch,
  type CallHandler,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
  UseFilters,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { EventPattern, MessagePattern, type NatsContext } from '@nestjs/microservices';
import { safeError, type Logger } from '#libs/logging';
import { durations, inSpan, timed } from '#libs/telemetry';
import { from, lastValueFrom, type Observable, throwError } from 'rxjs';
import { isDatabaseAway } from './database-away.js';
import { RequestRefused } from './bus-error.js';
import { carrierOf } from './trace-headers.js';
import { HEADER } from './wire.js';

const answers = durations('bus_answer_duration_seconds', 'How long a request of another service took here.', [
  'subject',
  'outcome',
]);

/** Where refused and failed requests are logged; set once when the service starts. */
let log: Logger | undefined;
export function logRequestsTo(logger: Logger): void {
  log = logger;
}

/**
 * Marks a controller method as the answer to a contract: the request is parsed before it, the reply after it, a late
 * request is dropped (S28), and any error leaves as a code (S27). The request parameter must carry `@Payload()`, as Nest
 * runs pipes on decorated parameters only.
 */
export function Answers(contract: RequestContract): MethodDecorator {
  return applyDecorators(
    MessagePattern(contract.subject),
    UsePipes(new ContractPipe(contract)),
    UseInterceptors(new ContractInterceptor(contract)),
    UseFilters(new ContractFilter(contract)),
  );
}

/** Marks a controller method as a listener of an event; one instance of the service gets it. */
export function Hears(event: EventContract): MethodDecorator {
  return applyDecorators(
    EventPattern(event.subject) as MethodDecorator,
    UsePipes(new ContractPipe({ subject: event.subject, request: event.payload })),
    UseFilters(new ContractFilter({ subject: event.subject, errors: [] })),
  );
}

/** How many wrong fields the log names; a hostile request may have thousands. */
const NAMED_PROBLEMS = 10;

class ContractPipe implements PipeTransform {
  constructor(private readonly contract: Pick<RequestContract, 'subject' | 'request'>) {}

  transform(value: unknown): unknown {
    const parsed = this.contract.request.safeParse(value);
    if (parsed.success) return parsed.data;
    const fields = parsed.error.issues
      .slice(0, NAMED_PROBLEMS)
      .map((issue) => `${issue.path.join('.')}: ${issue.code}`);
    throw new RequestRefused('BAD_REQUEST', { cause: new Error(fields.join(', ')) });
  }
}

class ContractInterceptor implements NestInterceptor {
  constructor(private readonly contract: RequestContract) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const deadline = Number(headerOf(context, HEADER.deadline));
    if (deadline > 0 && Date.now() > deadline) return throwError(() => new RequestRefused('EXPIRED'));
    const { subject, reply } = this.contract;
    const answer = async () => reply.parseAsync(await lastValueFrom<unknown>(next.handle()));
    const observe = (seconds: number, failure: unknown) =>
      answers.observe({ subject, outcome: outcome(failure) }, seconds);
    const headers = headersOf(context);
    const asker = headers && carrierOf(headers);
    return from(inSpan({ name: subject, kind: 'answers', from: asker }, () => timed(answer, observe)));
  }
}

function outcome(failure: unknown): 'answered' | 'refused' | 'failed' {
  if (failure === undefined) return 'answered';
  return failure instanceof RequestRefused ? 'refused' : 'failed';
}

@Catch()
class ContractFilter implements ExceptionFilter {
  constructor(private readonly contract: Pick<RequestContract, 'subject' | 'errors'>) {}

  /** The asker gets a code and its own correlation id, nothing else (S27); the cause of an unexpected error goes to the log. */
  catch(error: unknown, host: ArgumentsHost): Observable<never> {
    const known = error instanceof RequestRefused;
    const code = known ? error.code : isDatabaseAway(error) ? 'UNAVAILABLE' : 'INTERNAL';
    if (known)
      log?.debug({ subject: this.contract.subject, code, why: safeError(error.cause)['message'] }, 'request refused');
    else log?.error({ subject: this.contract.subject, code, err: error }, 'request failed');
    const correlationId = headerOf(host, HEADER.correlationId);
    return throwError(() => ({ code, ...(SHORT_TEXT.test(correlationId) ? { correlationId } : {}) }));
  }
}

/** What is given back as it came: nothing that could be more than an id. */
const SHORT_TEXT = /^[\x20-\x7e]{1,100}$/;

function headerOf(host: ArgumentsHost, name: string): string {
  return headersOf(host)?.get(name) ?? '';
}

function headersOf(host: ArgumentsHost) {
  return host.switchToRpc().getContext<NatsContext>().getHeaders() as Parameters<typeof carrierOf>[0] | undefined;
}
