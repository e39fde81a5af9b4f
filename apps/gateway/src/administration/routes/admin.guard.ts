import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type AdminRequest, isPublicPage, routeOf } from './admin-route.js';
import { Problem } from './problem.js';
import type { Actor } from './role.js';

/** Tells who holds an access token. */
export interface AccessTokens {
  /** @throws Problem `not-signed-in`, for whatever reason, and never saying which. */
  actorOf(token: string): Promise<Actor>;
}

/** Injection token of {@link AccessTokens}. */
export const ACCESS_TOKENS = Symbol('ACCESS_TOKENS');

const BEARER = /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/i;

/** Lets nobody in whom the route does not name; a handler that declares nothing is for nobody (S39). */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(@Inject(ACCESS_TOKENS) private readonly tokens: AccessTokens) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = routeOf(context.getHandler());
    if (!route) return isPublicPage(context.getClass());
    const request = context.switchToHttp().getRequest<AdminRequest>();
    request.admin = {};
    if (route.access === 'public') return true;
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      void context.switchToHttp().getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
      throw new Problem('not-signed-in');
    }
    const actor = await this.tokens.actorOf(token);
    if (route.access !== 'signed-in' && !route.access.some((role) => actor.roles.includes(role)))
      throw new Problem('role-missing');
    request.admin.actor = actor;
    return true;
  }
}
