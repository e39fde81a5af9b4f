import type { Attestation, LookUpCallerNumber, ReplyOf } from '#libs/contracts';
import type { DataSource } from 'typeorm';
import type { AuthSettings } from './auth.config.js';
import { normaliseCallerNumber } from './domain/caller-number.js';
import { type Caller, isVouchedFor } from './domain/caller-number-class.js';
import { clientsOfNumber } from './persistence/find-credential.js';

/** What a presented number is worth. */
export class CallerNumbers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Pick<AuthSettings, 'BANK_COUNTRY' | 'CALLER_NUMBER_TRUST'>,
  ) {}

  callerOf({ presentedNumber, attestation }: { presentedNumber: string; attestation: Attestation }): Caller {
    return {
      number: normaliseCallerNumber(presentedNumber, this.settings.BANK_COUNTRY),
      vouchedFor: isVouchedFor(this.settings.CALLER_NUMBER_TRUST, attestation),
    };
  }

  /** What the number alone says: usable or not, registered to somebody or not, never to whom (requirements 4.1). */
  async lookUp(presentedNumber: string): Promise<ReplyOf<typeof LookUpCallerNumber>> {
    const callerNumber = normaliseCallerNumber(presentedNumber, this.settings.BANK_COUNTRY);
    if (callerNumber === undefined) return { standing: 'HIDDEN' };
    const clients = await clientsOfNumber(this.dataSource.manager, callerNumber, 0);
    return { standing: clients.length > 0 ? 'REGISTERED' : 'UNREGISTERED', callerNumber };
  }
}
