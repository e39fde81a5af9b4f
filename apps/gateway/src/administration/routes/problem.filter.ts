import { AuditUnwritable } from '#libs/audit';
import type { Logger } from '#libs/logging';
import { isDatabaseAway, RequestRefused, ServiceUnavailable } from '#libs/messaging';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import { Problem, PROBLEM_TYPE, type ProblemCode } from './problem.js';

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'bad-request',
  403: 'role-missing',
  404: 'not-found',
  413: 'too-large',
  414: 'bad-request',
  415: 'unsupported-media-type',
};

/** Every error leaves as problem details; what nobody foresaw is told in the log alone, under an id that is answered. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error);
    const requestId = problem.status >= 500 ? randomUUID() : undefined;
    if (requestId !== undefined)
      this.logger.error({ event: 'admin-request-failed', code: problem.code, requestId, err: error }, 'admin API');
    if (problem.more.retryAfterSeconds !== undefined)
      void reply.header('retry-after', String(problem.more.retryAfterSeconds));
    sendProblem(reply, problem, requestId);
  }
}

/** Answers a problem. */
export function sendProblem(reply: FastifyReply, problem: Problem, requestId?: string): void {
  void reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type(PROBLEM_TYPE)
    .send(JSON.stringify({ ...problem.body(), ...(requestId === undefined ? {} : { requestId }) }));
}

/** An error as what is answered. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ServiceUnavailable || error instanceof AuditUnwritable || isDatabaseAway(error))
    return new Problem('unavailable', {}, { cause: error });
  if (error instanceof RequestRefused) return refusalOf(error);
  if (error instanceof HttpException) {
    const code = BY_STATUS[error.getStatus()];
    if (code) return new Problem(code);
  }
  return new Problem('internal', {}, { cause: error });
}

/** Codes of the services that say what the request got wrong. */
function refusalOf(error: RequestRefused): Problem {
  switch (error.code) {
    case 'NOT_FOUND':
      return new Problem('not-found');
    case 'CHANGED':
      return new Problem('conflict');
    case 'SECOND_PERSON_NEEDED':
      return new Problem('second-person-needed');
    case 'BAD_REQUEST':
      return new Problem('bad-request');
    default:
      return new Problem('internal', {}, { cause: error });
  }
}
