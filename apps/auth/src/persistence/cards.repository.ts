import type { DataSource, EntityManager } from 'typeorm';
import type { HashedPin } from '../pin/pin-hasher.js';
import { CardEntity } from './card.entity.js';
import { ClientEntity } from './client.entity.js';
import { PinVerifierEntity } from './pin-verifier.entity.js';
import { claimSeals } from './used-seals.js';

/** A card of the bank's feed, ready to be stored. */
export interface CardToStore {
  readonly card: Pick<CardEntity, keyof CardEntity>;
  /** Undefined when the verifier at hand is of this PIN already. */
  readonly pin: (HashedPin & { readonly pinVersion: number }) | undefined;
  readonly importId: string;
  readonly sealMarks: readonly Buffer[];
}

/** Stores cards as credentials. Touches no counter and no lock. */
export class CardsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Which of the card's PINs the stored verifier is of; 0 when there is none. */
  async pinVersionOf(cardId: string): Promise<number> {
    return (await this.dataSource.manager.findOneBy(PinVerifierEntity, { cardId }))?.pinVersion ?? 0;
  }

  /** @returns why the card cannot be stored, or null once it is. */
  async store(given: CardToStore): Promise<string | null> {
    return this.dataSource.transaction(async (manager) => {
      const refused = await whyRefused(manager, given);
      if (refused !== null) return refused;
      await manager.upsert(CardEntity, given.card, { conflictPaths: ['id'], skipUpdateIfNoValuesChanged: true });
      await manager.query('INSERT INTO card_tries (card_id) VALUES ($1) ON CONFLICT DO NOTHING', [given.card.id]);
      if (given.pin) await storePin(manager, given.card.id, given.pin);
      return null;
    });
  }
}

async function whyRefused(manager: EntityManager, { card, importId, sealMarks }: CardToStore): Promise<string | null> {
  if (!(await manager.existsBy(ClientEntity, { id: card.clientId }))) return 'ownerSourceId: no such client';
  const twin = await manager.findOneBy(CardEntity, { panToken: card.panToken });
  if (twin && twin.id !== card.id) return 'sealedPan: this card number belongs to another card';
  if (!(await claimSeals(manager, sealMarks, importId))) return 'sealedPan, sealedPin: the seal was refused';
  return null;
}

/** An older PIN that arrives late does not replace a newer one. */
async function storePin(manager: EntityManager, cardId: string, pin: NonNullable<CardToStore['pin']>): Promise<void> {
  await manager.query(
    `INSERT INTO pin_verifiers AS known (card_id, algorithm, cost, pepper_version, verifier, pin_version)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (card_id) DO UPDATE SET
       algorithm = EXCLUDED.algorithm, cost = EXCLUDED.cost, pepper_version = EXCLUDED.pepper_version,
       verifier = EXCLUDED.verifier, pin_version = EXCLUDED.pin_version
     WHERE known.pin_version < EXCLUDED.pin_version`,
    [cardId, pin.algorithm, pin.cost, pin.pepperVersion, pin.verifier, pin.pinVersion],
  );
}
