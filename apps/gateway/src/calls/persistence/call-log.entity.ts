import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What happened at a step of a call: names of intents and outcomes, never keys (P1). Rows are only added. */
@Entity('call_log')
export class CallLogEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column('uuid', { name: 'call_id' })
  callId!: string;

  @Column('integer')
  step!: number;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  event!: string;

  @Column('text')
  place!: string;

  @Column('text', { nullable: true })
  intent!: string | null;

  @Column('text', { nullable: true })
  outcome!: string | null;
}
