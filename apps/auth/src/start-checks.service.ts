import { ConfigurationError } from '#libs/config';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { AuthSettings } from './auth.config.js';
import { writeAuditIfNew } from './persistence/audit-entries.js';
import type { PinVerifiersRepository } from './persistence/pin-verifiers.repository.js';

/** What can only be checked with the database at hand, before the first request is answered. */
@Injectable()
export class StartChecks implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly verifiers: PinVerifiersRepository,
    private readonly peppers: ReadonlyMap<number, Buffer>,
    private readonly settings: Pick<AuthSettings, 'PIN_KIND' | 'PIN_CARD_PIN_ACCEPTED_BY'>,
  ) {}

  /** @throws ConfigurationError when stored PINs need a pepper that is not there: they would all be wrong (S2, S3). */
  async onModuleInit(): Promise<void> {
    const missing = (await this.verifiers.pepperVersions()).filter((version) => !this.peppers.has(version));
    if (missing.length > 0) {
      const files = missing.map((version) => `pin-pepper-${version}.key`).join(', ');
      throw new ConfigurationError(`stored PINs were made with a pepper that is missing: ${files}`);
    }
    // The choice of PIN and who accepted it stand in the audit trail (S4).
    await writeAuditIfNew(this.dataSource.manager, {
      event: 'pin_kind_stated',
      subject: this.settings.PIN_KIND,
      madeBy: this.settings.PIN_CARD_PIN_ACCEPTED_BY ?? 'configuration',
      details: {},
    });
  }
}
