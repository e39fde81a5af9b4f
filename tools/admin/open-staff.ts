import { AUDIT_KEY_FILE, AuditTrail } from '#libs/audit';
import { KeyFolder } from '#libs/config';
import { serviceDatabase } from '#libs/persistence';
import { DataSource } from 'typeorm';
import { signInKeys } from '../../apps/gateway/src/administration/sign-in/keys.js';
import { OneTimeCodes } from '../../apps/gateway/src/administration/sign-in/one-time-codes.js';
import { Sessions } from '../../apps/gateway/src/administration/sign-in/sessions.js';
import { Staff } from '../../apps/gateway/src/administration/users/staff.js';
import { UsersRepository } from '../../apps/gateway/src/administration/users/users.repository.js';
import { GATEWAY_SCHEMA } from '../../apps/gateway/src/calls/persistence/schema.js';

/** Where the gateway has its users and its keys. */
export interface GatewayPlace {
  /** For the gateway's own role. */
  readonly databaseUrl: string;
  readonly secretsDir: string;
  /** As an authenticator app shows it. */
  readonly bankName: string;
}

/** The users of one gateway, from the command line of its machine. */
export interface OpenStaff {
  readonly staff: Staff;
  readonly users: UsersRepository;
  readonly sessions: Sessions;
  readonly audit: AuditTrail;
  readonly close: () => Promise<void>;
}

/** A caller hears of it when a connection takes a second; a command, or a start that is still busy, just waits. */
const PATIENT = { connectTimeoutMS: 15_000 } as const;

/** @throws ConfigurationError when a key cannot be read, and what PostgreSQL throws. */
export async function openStaff({ databaseUrl, secretsDir, bankName }: GatewayPlace): Promise<OpenStaff> {
  const keys = new KeyFolder(secretsDir);
  const codes = new OneTimeCodes(signInKeys(keys.secret('admin.key')).codes, bankName);
  const auditKey = keys.secret(AUDIT_KEY_FILE);
  const asService = serviceDatabase(GATEWAY_SCHEMA, databaseUrl, 2);
  const dataSource = await new DataSource({ ...asService, ...PATIENT }).initialize();
  const users = new UsersRepository(dataSource);
  return {
    staff: new Staff(users, codes),
    users,
    sessions: new Sessions(dataSource),
    audit: new AuditTrail(dataSource, { schema: 'gateway', key: auditKey }),
    close: () => dataSource.destroy(),
  };
}
