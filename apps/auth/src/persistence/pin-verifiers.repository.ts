import type { DataSource } from 'typeorm';
import type { HashedPin } from '../pin/pin-hasher.js';
import { PinVerifierEntity } from './pin-verifier.entity.js';

/** Stores PIN verifiers. */
export class PinVerifiersRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(cardId: string): Promise<HashedPin | undefined> {
    return (await this.dataSource.manager.findOneBy(PinVerifierEntity, { cardId })) ?? undefined;
  }

  /** Replaces a verifier that is still the one read before; one the bank changed meanwhile stays. */
  async renew(cardId: string, old: HashedPin, hashed: HashedPin): Promise<void> {
    await this.dataSource.manager.update(PinVerifierEntity, { cardId, verifier: old.verifier }, hashed);
  }

  /** The pepper versions that verifiers in the table still need. */
  async pepperVersions(): Promise<number[]> {
    const rows = await this.dataSource.query<{ version: number }[]>(
      'SELECT DISTINCT pepper_version AS version FROM pin_verifiers ORDER BY 1',
    );
    return rows.map(({ version }) => version);
  }
}
