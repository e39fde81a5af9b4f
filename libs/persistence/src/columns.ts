import type { ValueTransformer } from 'typeorm';

/** The driver returns `bigint` columns as text; entities hold them as bigint. */
export const bigintColumn: ValueTransformer = {
  to: (value: bigint | null | undefined) => value?.toString() ?? value,
  from: (value: string | null) => (value === null ? null : BigInt(value)),
};
