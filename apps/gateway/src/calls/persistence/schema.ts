import { CreateAuditTrail1763790000000 } from '#libs/audit';
import type { ServiceSchema } from '#libs/persistence';
import { CallLogEntity } from './call-log.entity.js';
import { CallEntity } from './call.entity.js';
import { ComplaintEntity } from './complaint.entity.js';
import { CreateCalls1763769800000 } from './migrations/1763769800000-create-calls.js';
import { CreateAdministration1763790100000 } from './migrations/1763790100000-create-administration.js';
import { CreateImports1763790300000 } from './migrations/1763790300000-create-imports.js';

/** The gateway's part of the database. */
export const GATEWAY_SCHEMA: ServiceSchema = {
  name: 'gateway',
  entities: [CallEntity, CallLogEntity, ComplaintEntity],
  migrations: [
    CreateCalls1763769800000,
    CreateAuditTrail1763790000000,
    CreateAdministration1763790100000,
    CreateImports1763790300000,
  ],
};
