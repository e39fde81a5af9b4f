import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A complaint that was announced: its reference is spoken to the caller and passed to the agent (D41). */
@Entity('complaints')
export class ComplaintEntity {
  /** Eight random digits. */
  @PrimaryColumn('char', { length: 8 })
  reference!: string;

  /** With the step: the same step of the same call has one reference. */
  @Column('uuid', { name: 'call_id' })
  callId!: string;

  @Column('integer')
  step!: number;

  @Column('text', { name: 'caller_number' })
  callerNumber!: string;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt!: Date;

  @Column('text')
  state!: 'open' | 'closed';
}
