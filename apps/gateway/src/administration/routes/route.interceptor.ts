import type { AuditTrail } from '#libs/audit';
import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import { firstValueFrom, from, type Observable } from 'rxjs';
import { type AdminRequest, type Asked, type AuditFacts, fileOf, routeOf } from './admin-route.js';
import { problemOf } from './problem.filter.js';
import { readRequest } from './read-request.js';
import { type KeyedRequest, RepeatedRequests } from './repeated-requests.js';
import type { Actor } from './role.js';
import type { AnyRoute } from './route.js';
import { visiblePart } from './visibility.js';

const NOBODY: Actor = { id: '', name: '', roles: [], sessionId: undefined };

/**
 * What every request goes through between guard and handler: it is read strictly; a change is done once for its key and
 * stands in the audit trail before it is done and again before it is answered (S33); the answer has the declared form and
 * nothing the asker's roles do not see (S39).
 */
export class RouteInterceptor implements NestInterceptor {
  constructor(
    private readonly repeated: RepeatedRequests,
    private readonly audit: Pick<AuditTrail, 'record'>,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = routeOf(context.getHandler());
    if (!route) return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<AdminRequest>();
    const reply = http.getResponse<FastifyReply>();
    void reply.header('cache-control', 'no-store');
    return from(this.answer(route, request, reply, () => firstValueFrom(next.handle() as Observable<unknown>)));
  }

  private async answer(
    route: AnyRoute,
    request: AdminRequest,
    reply: FastifyReply,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    const actor = request.admin?.actor ?? NOBODY;
    const { key, ...read } = readRequest(route, request);
    const keyed = key === undefined ? undefined : { route, actor, key, params: read.params, body: read.body };
    const facts: AuditFacts[] = [];
    const asked: Asked<AnyRoute> = {
      ...read,
      actor,
      commandId: keyed ? RepeatedRequests.commandId(keyed) : randomUUID(),
      from: request.ip,
      file: () => fileOf(request),
      note: (fact) => facts.push(fact),
    };
    request.admin = { ...request.admin, asked };
    const run = async () => visiblePart(route.reply, route.reply.parse(await handle()), actor.roles);
    const recorded = () => this.recorded(route, asked, facts, run);
    return keyed ? this.once(keyed, reply, recorded) : recorded();
  }

  private async once(request: KeyedRequest, reply: FastifyReply, run: () => Promise<unknown>): Promise<unknown> {
    const stored = await this.repeated.begin(request);
    if (stored) {
      void reply.code(stored.status).header('idempotent-replayed', 'true');
      return stored.body;
    }
    try {
      const body = await run();
      await this.repeated.keep(request, { status: request.route.status, body });
      return body;
    } catch (error) {
      // What is certainly not done may be asked for again; of an outage nobody knows, the same key finds out.
      await this.repeated.forget(request);
      throw error;
    }
  }

  private async recorded(
    route: AnyRoute,
    asked: Asked<AnyRoute>,
    facts: readonly AuditFacts[],
    run: () => Promise<unknown>,
  ): Promise<unknown> {
    if (route.effect === 'none' || route.effect === 'session') return run();
    const write = (outcome: string) =>
      this.audit.record(entryOf(route, asked, Object.assign({}, ...facts) as AuditFacts, outcome));
    await write('asked');
    try {
      const answer = await run();
      await write('done');
      return answer;
    } catch (error) {
      await write(problemOf(error).code);
      throw error;
    }
  }
}

function entryOf(
  route: AnyRoute,
  { actor, params, from: address }: Asked<AnyRoute>,
  facts: AuditFacts,
  outcome: string,
) {
  const [parameter] = Object.values(params as Record<string, string>);
  const { before, after } = facts;
  return {
    actor: `staff:${actor.name}`,
    action: `admin.${route.id.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    subject: facts.subject ?? (parameter === undefined ? route.tag : `${route.tag}:${parameter}`),
    ...(facts.reason === undefined ? {} : { reason: facts.reason }),
    details: {
      outcome,
      staffId: actor.id,
      from: address,
      ...(before === undefined ? {} : { before: JSON.stringify(before) }),
      ...(after === undefined ? {} : { after: JSON.stringify(after) }),
    },
  };
}
