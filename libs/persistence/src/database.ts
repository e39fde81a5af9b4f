import { Inject, Injectable, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
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
  for (const setting of REQUIRED_ON) {
    const rows: { value: string }[] = await dataSource.query('SELECT current_setting($1) AS value', [setting]);
    const value = rows[0]?.value;
    if (value === 'off') {
      throw new UnsafeDatabaseError(
        `PostgreSQL runs with ${setting} = off: committed data could be lost. Switch it on.`,
      );
    }
  }
}

@Injectable()
class SafeDatabase implements OnModuleInit {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}
  onModuleInit = () => refuseUnsafeDatabase(this.dataSource);
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
