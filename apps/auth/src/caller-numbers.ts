import type { Attestation, LookUpCallerNumber, ReplyOf } from '#libs/contracts';
import type { DataSource } from 'typeorm';
import type { AuthSettings } from './auth.config.js';
import { normaliseCallerNumber } from './domain/caller-number.js';
import { type Caller, isVouchedFor } from './domain/caller-number-class.js';
import { clientsOfNumber } from './persistence/find-credential.js';

const MAX_REMEMBERED = 20_000;

/** What a presented number is worth. */
export class CallerNumbers {
  /** Oldest look-up first. */
  private readonly registered = new Set<string>();

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
    this.remember(callerNumber, clients.length > 0);
    return { standing: clients.length > 0 ? 'REGISTERED' : 'UNREGISTERED', callerNumber };
  }

  /**
   * Whether the number was registered when this process last looked it up. Decides who waits shorter when many wait, and
   * nothing else.
   */
  isKnownAsRegistered({ number }: Caller): boolean {
    return number !== undefined && this.registered.has(number);
  }

  private remember(callerNumber: string, isRegistered: boolean): void {
    this.registered.delete(callerNumber);
    if (isRegistered) this.registered.add(callerNumber);
    const [oldest] = this.registered;
    if (this.registered.size > MAX_REMEMBERED && oldest !== undefined) this.registered.delete(oldest);
  }
}
