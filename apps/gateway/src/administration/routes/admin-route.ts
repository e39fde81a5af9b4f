import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { liftDeadline } from './deadline.js';
import type { Actor } from './role.js';
import type { AnyRoute, BodyOf, ParamsOf, QueryOf, ReplyOf } from './route.js';

/** What a handler gets: the request as its route declares it, and who asks. */
export interface Asked<R extends AnyRoute> {
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  /** Who asks; of a public route, nobody. */
  readonly actor: Actor;
  /** The same whenever this very request is sent again with its Idempotency-Key; a UUID. */
  readonly commandId: string;
  /** Address the request came from. */
  readonly from: string;
  /** The file that comes with a request, of a route that takes one; from then on it may take its time. */
  readonly file: () => Readable;
  /** What the audit trail keeps of the change, over its parameters: about what, before, after. */
  readonly note: (facts: AuditFacts) => void;
}

/** What a handler knows of its change, for the audit trail. */
export interface AuditFacts {
  readonly subject?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string;
}

/** A request on its way through guard and interceptor. */
export type AdminRequest = FastifyRequest & { admin?: { actor?: Actor; asked?: Asked<AnyRoute> } };

/** The file of a request. @throws TypeError for a route that takes none. */
export function fileOf(request: AdminRequest): Readable {
  if (!(request.body instanceof Readable)) throw new TypeError('this route takes no file');
  liftDeadline(request.raw);
  return request.body;
}

const ROUTE = Symbol('admin-route');
const PAGE = Symbol('admin-page');

const METHODS = {
  get: RequestMethod.GET,
  post: RequestMethod.POST,
  put: RequestMethod.PUT,
  delete: RequestMethod.DELETE,
};

type Handler<R extends AnyRoute> = (asked: Asked<R>) => Promise<ReplyOf<R>> | ReplyOf<R>;

/** Binds a controller's method to its declaration; what it takes and answers is checked by the compiler too. */
export function AdminRoute<R extends AnyRoute>(route: R) {
  const bind = applyDecorators(
    RequestMapping({ method: METHODS[route.method], path: route.path.replaceAll(/\{(\w+)\}/g, ':$1') }),
    HttpCode(route.status),
    SetMetadata(ROUTE, route),
  );
  return <H extends Handler<R>>(target: object, name: string, descriptor: TypedPropertyDescriptor<H>): void => {
    bind(target, name, descriptor);
  };
}

/** Marks a controller whose files anybody may fetch: pages, their scripts and styles. Nothing of the bank is in them. */
export const PublicPage = () => SetMetadata(PAGE, true);

/** The request as the route declares it. */
export const Ask = createParamDecorator((_: unknown, context: ExecutionContext): unknown => {
  return context.switchToHttp().getRequest<AdminRequest>().admin?.asked;
});

/** The declaration of a handler; undefined when it has none. */
export function routeOf(handler: object): AnyRoute | undefined {
  return Reflect.getMetadata(ROUTE, handler) as AnyRoute | undefined;
}

/** Whether a controller is a {@link PublicPage}. */
export function isPublicPage(controller: object): boolean {
  return Reflect.getMetadata(PAGE, controller) === true;
}
