import { Controller, Inject } from '@nestjs/common';
import { AdminRoute, Ask, type Asked } from '../routes/admin-route.js';
import { Problem } from '../routes/problem.js';
import { ROUTE_TABLE, type RouteTable } from '../routes/route-table.js';
import { ChangePassword, RefreshTokens, SignIn, SignOut, WhoAmI } from './sign-in.routes.js';
import { SignInService } from './sign-in.service.js';

/** Injection token of how staff sign in: here, or at the bank's identity provider (then there is no service). */
export const SIGN_IN = Symbol('SIGN_IN');

/** Signing in and out. */
@Controller('admin/v1')
export class SignInController {
  constructor(
    @Inject(SIGN_IN) private readonly service: SignInService | null,
    @Inject(ROUTE_TABLE) private readonly table: RouteTable,
  ) {}

  @AdminRoute(SignIn)
  signIn(@Ask() { body, from }: Asked<typeof SignIn>) {
    return this.own().signIn({ ...body, from });
  }

  @AdminRoute(RefreshTokens)
  refreshTokens(@Ask() { body }: Asked<typeof RefreshTokens>) {
    return this.own().refresh(body.refreshToken);
  }

  @AdminRoute(SignOut)
  async signOut(@Ask() { actor }: Asked<typeof SignOut>) {
    await this.service?.signOut(actor);
    return { done: true as const };
  }

  @AdminRoute(WhoAmI)
  whoAmI(@Ask() { actor }: Asked<typeof WhoAmI>) {
    return { name: actor.name, roles: [...actor.roles], operations: this.table.operationsOf(actor.roles) };
  }

  @AdminRoute(ChangePassword)
  async changePassword(@Ask() { actor, body }: Asked<typeof ChangePassword>) {
    await this.own().changePassword(actor, body);
    return { done: true as const };
  }

  /** @throws Problem when staff sign in elsewhere. */
  private own(): SignInService {
    if (!this.service) throw new Problem('sign-in-elsewhere');
    return this.service;
  }
}
