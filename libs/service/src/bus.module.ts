import { type BusAccess, connectService } from '#libs/messaging';
import { type DynamicModule, Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';

/** Injection token of the connection on which this service asks others. */
export const BUS = Symbol('BUS');

@Injectable()
class BusLifetime implements OnApplicationShutdown {
  constructor(@Inject(BUS) private readonly bus: NatsConnection) {}

  /** What was published leaves before the connection closes. */
  async onApplicationShutdown(): Promise<void> {
    if (!this.bus.isClosed()) await this.bus.drain();
  }
}

/** One connection for asking and telling, shared by the whole service. */
@Global()
@Module({})
export class BusModule {
  static forService(access: BusAccess): DynamicModule {
    return {
      module: BusModule,
      providers: [{ provide: BUS, useFactory: () => connectService(access, `${access.user}-asks`) }, BusLifetime],
      exports: [BUS],
    };
  }
}
