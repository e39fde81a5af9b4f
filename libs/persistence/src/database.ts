import { Inject, Injectable, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { type ServiceSchema, serviceDatabase } from './schema.js';

/** Without these a commit is not a commit, and "it will be sent" would be a lie (S29, I1). */
const REQUIRED_ON = ['fsync', 'synchronous_commit', 'full_page_writes'] as const;

/** PostgreSQL runs with settings under which committed rows can be lost. */
export class UnsafeDatabaseError extends Error {
  override readonly name = 'UnsafeDatabaseError';
}

/** @throws UnsafeDatabaseError naming the setting that is off. */
export async function refuseUnsafeDatabase(dataSource: DataSource): Promise<void> {
  const off = await dataSource.query<{ name: string }[]>(
    "SELECT name FROM pg_settings WHERE name = ANY($1) AND setting = 'off' ORDER BY name",
    [REQUIRED_ON],
  );
  const [first] = off;
  if (first)
    throw new UnsafeDatabaseError(
      `PostgreSQL runs with ${first.name} = off: committed data could be lost. Switch it on.`,
    );
}

/** How often the first question is asked, and how long between: a server that has just started may answer late (F26). */
const TRIES = 10;
const PAUSE_MS = 1_000;

async function refuseOnceAnswered(dataSource: DataSource): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      await refuseUnsafeDatabase(dataSource);
      return;
    } catch (error) {
      if (error instanceof UnsafeDatabaseError || tried === TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

@Injectable()
class SafeDatabase implements OnModuleInit {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}
  onModuleInit = () => refuseOnceAnswered(this.dataSource);
}

/** Connects a service to its own schema with its own role (S29). */
@Module({})
export class DatabaseModule {
  static forService(schema: ServiceSchema, url: string, poolSize?: number): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          ...serviceDatabase(schema, url, poolSize),
          // The bank's phone is answered when the database comes up after us (F26).
          retryAttempts: 60,
          retryDelay: 1_000,
          verboseRetryLog: false,
        }),
      ],
      providers: [SafeDatabase],
    };
  }
}
