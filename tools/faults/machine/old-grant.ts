import { KeyFolder } from '#libs/config';
import { ListBalances } from '#libs/contracts';
import { GrantSigner } from '#libs/grants';
import { ask, connectToBus, RequestRefused, ServiceUnavailable } from '#libs/messaging';
import type { NatsConnection } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { accessToBus } from '../../start/access-to-bus.js';
import { places } from '../../start/settings.js';
import type { Client } from '../platform/clients.js';
import type { SupervisedBank } from '../platform/supervised-bank.js';

const MINUTE_MS = 60_000;

/** A grant as auth signs them, that ended five minutes ago. */
export class OldGrant {
  private constructor(
    private readonly bus: NatsConnection,
    private readonly request: { readonly callId: string; readonly grant: string },
  ) {}

  static async of(bank: SupervisedBank, { clientNumber }: Client): Promise<OldGrant> {
    const [row] = await bank.sql<{ id: string }>('SELECT id FROM auth.clients WHERE client_number = $1', [
      clientNumber,
    ]);
    const callId = randomUUID();
    const signer = new GrantSigner(new KeyFolder(places(bank.settings.dataDir).keysOf('auth')).secret('grant.key'));
    const grant = await signer.sign(
      { callId, clientId: row?.id ?? '', level: 'client_number', items: ['A2'] },
      new Date(Date.now() - 20 * MINUTE_MS),
      new Date(Date.now() - 5 * MINUTE_MS),
    );
    const bus = await connectToBus(accessToBus('gateway', bank.settings, {}), 'faults');
    return new OldGrant(bus, { callId, grant });
  }

  /** Whether accounts gives the client's balances for it. */
  async opens(): Promise<boolean> {
    try {
      await ask(this.bus, ListBalances, this.request);
      return true;
    } catch (error) {
      if (error instanceof RequestRefused || error instanceof ServiceUnavailable) return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.bus.close();
  }
}
