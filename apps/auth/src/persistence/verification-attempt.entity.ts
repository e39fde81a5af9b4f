import type { InformationItem, VerificationLevel } from '#libs/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CallerNumberClass } from '../domain/caller-number-class.js';
import type { RefusalReason } from '../domain/refusal.js';
import type { ClosedReason } from '../domain/throttles.js';
import type { Verdict } from '../domain/verdict.js';

/**
 * One verification a call asked for: the count it is throttled by, the answer a repeated command gets again, and the
 * audit record of why (requirements 10). No digits, and no grant: one is signed anew from what is kept here.
 */
@Entity('verification_attempts')
export class VerificationAttemptEntity {
  @PrimaryColumn('uuid', { name: 'command_id' })
  commandId!: string;

  @Column('uuid', { name: 'call_id' })
  callId!: string;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt!: Date | null;

  @Column('varchar', { name: 'caller_number', nullable: true })
  callerNumber!: string | null;

  @Column('varchar', { name: 'caller_number_class' })
  callerNumberClass!: CallerNumberClass;

  @Column('boolean', { name: 'from_unregistered' })
  fromUnregistered!: boolean;

  @Column('varchar')
  credential!: 'card' | 'clientNumber';

  /** Of an unknown card too, so that those count among the different cards a number tried. */
  @Column('bytea', { name: 'pan_token', nullable: true })
  panToken!: Buffer | null;

  @Column('uuid', { name: 'card_id', nullable: true })
  cardId!: string | null;

  @Column('uuid', { name: 'client_id', nullable: true })
  clientId!: string | null;

  /** `pending` counts as failed: it was begun and nothing says how it ended (S10). */
  @Column('varchar')
  state!: 'pending' | 'succeeded' | 'failed' | 'closed';

  @Column('varchar', { nullable: true })
  reason!: RefusalReason | ClosedReason | null;

  @Column('varchar', { nullable: true })
  outcome!: Verdict['outcome'] | null;

  @Column('smallint', { name: 'attempts_left', nullable: true })
  attemptsLeft!: number | null;

  @Column('varchar', { nullable: true })
  level!: VerificationLevel | null;

  @Column('varchar', { array: true, nullable: true })
  items!: InformationItem[] | null;

  @Column('uuid', { name: 'only_card_id', nullable: true })
  onlyCardId!: string | null;

  @Column('timestamptz', { name: 'issued_at', nullable: true })
  issuedAt!: Date | null;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;
}
