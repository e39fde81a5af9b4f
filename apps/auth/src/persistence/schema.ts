import type { ServiceSchema } from '#libs/persistence';
import { CardEntity } from './card.entity.js';
import { ClientEntity } from './client.entity.js';
import { CreateAuth1763769800000 } from './migrations/1763769800000-create-auth.js';
import { PinVerifierEntity } from './pin-verifier.entity.js';
import { VerificationAttemptEntity } from './verification-attempt.entity.js';

/** The part of the database auth owns. Counters and locks have no entity: they change by condition only (S30). */
export const AUTH_SCHEMA: ServiceSchema = {
  name: 'auth',
  entities: [ClientEntity, CardEntity, PinVerifierEntity, VerificationAttemptEntity],
  migrations: [CreateAuth1763769800000],
};
