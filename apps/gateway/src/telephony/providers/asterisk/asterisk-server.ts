import { ConfigurationError } from '#libs/config';
import type { Logger } from '#libs/logging';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { LOGGER } from '../../../logger.js';
import { AddressList } from '../../../address-list.js';
import { AgiBroken } from './agi/agi-broken.js';
import { AgiChannel } from './agi/agi-channel.js';
import { ASTERISK_OPTIONS, type AsteriskOptions } from './asterisk.config.js';
import { AsteriskController } from './asterisk.controller.js';
import { AsteriskSounds } from './asterisk-sounds.js';

/** A connection of which nothing is heard is asked whether it still lives, milliseconds. */
const KEEP_ALIVE_MS = 30_000;

/** Listens for Asterisk: one connection is one call. Everybody who is not on the list is cut off before a byte is read. */
@Injectable()
export class AsteriskServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
  private readonly allowed: AddressList;
  private readonly conversations = new Map<AgiChannel, Promise<void>>();
  private isStopping = false;

  constructor(
    @Inject(AsteriskController) private readonly controller: AsteriskController,
    @Inject(AsteriskSounds) private readonly sounds: AsteriskSounds,
    @Inject(ASTERISK_OPTIONS) private readonly options: AsteriskOptions,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.allowed = new AddressList(options.allowedAddresses);
    this.server.maxConnections = options.maxConnections;
    this.server.on('drop', () => this.tellRefusal('too-many-connections'));
    this.server.on('connection', (socket) => this.take(socket));
  }

  /** The port it listens on. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** @throws ConfigurationError when the port is taken or the address is not ours. */
  async onApplicationBootstrap(): Promise<void> {
    await this.sounds.prepare();
    const { host, port } = this.options;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (cause: NodeJS.ErrnoException) =>
        reject(
          new ConfigurationError(`AGI_HOST ${host}, AGI_PORT ${port} cannot be opened: ${cause.code ?? ''}`, { cause }),
        ),
      );
      this.server.listen({ host, port }, resolve);
    });
    this.server.on('error', (err) => this.logger.error({ event: 'agi-server-failed', alert: true, err }));
  }

  /** Calls under way go on with another instance, or with us again: the dialplan calls back. What is being decided is. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    this.server.close();
    for (const channel of this.conversations.keys()) channel.close(new AgiBroken('stopping'));
    await Promise.all(this.conversations.values());
  }

  private take(socket: Socket): void {
    if (this.isStopping) {
      socket.destroy();
      return;
    }
    if (!this.allowed.has(socket.remoteAddress)) {
      this.tellRefusal('address-not-allowed');
      socket.destroy();
      return;
    }
    const channel = new AgiChannel(socket);
    const conversation = this.controller.converse(channel).finally(() => this.conversations.delete(channel));
    this.conversations.set(channel, conversation);
  }

  private tellRefusal(reason: 'address-not-allowed' | 'too-many-connections'): void {
    this.logger.warn({ event: 'webhook-refused', reason }, 'refused');
  }
}
