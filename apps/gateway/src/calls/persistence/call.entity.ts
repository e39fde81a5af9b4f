import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CallOutcome, CallState } from '../../call-flow/call-state.js';

/** One call, from the first webhook to its end. What the caller keyed in is in no column. */
@Entity('calls')
export class CallEntity {
  @PrimaryColumn('uuid', { name: 'call_id' })
  callId!: string;

  @Column('text')
  provider!: string;

  /** Unique together with the provider. */
  @Column('text', { name: 'provider_call_id' })
  providerCallId!: string;

  /** As the provider reported it; empty when withheld. */
  @Column('text', { name: 'caller_number' })
  callerNumber!: string;

  /** How many events were taken; grows by one with each. */
  @Column('integer')
  step!: number;

  /** Null once the call is over: nothing of a client outlives it. */
  @Column('jsonb', { nullable: true })
  state!: CallState | null;

  /** Good for the one event that comes next (S21). */
  @Column('text')
  token!: string;

  /** The token the last event came with; null while there was only the first webhook. */
  @Column('text', { name: 'last_token', nullable: true })
  lastToken!: string | null;

  /** Keyed digest of the last event: the same one gets the same answer, and no key can be read from it. */
  @Column('bytea', { name: 'last_event' })
  lastEvent!: Buffer;

  /** The document last answered; null once the call is over. */
  @Column('text', { nullable: true })
  answer!: string | null;

  /** The flow the call began with and keeps (P4). */
  @Column('text', { name: 'flow_version' })
  flowVersion!: string;

  /** A call that is not heard of until then is closed. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('text', { nullable: true })
  outcome!: CallOutcome | null;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}
