import { z } from 'zod';
import { Instant } from './fields.js';

/** Says what would be refused and stores nothing: a file is looked through before the first of its rows counts. */
export const OnlyCheck = z.boolean().default(false);

/** How a batch went: all of it is stored, or the named records are refused and the rest is stored. */
export const ImportReply = z.object({
  stored: z.int().min(0),
  refused: z.array(z.object({ sourceId: z.string(), why: z.string() })),
});
export type ImportReply = z.output<typeof ImportReply>;

/** "Everything you hold is right as of this moment": the heartbeat of the bank's feed (D46). */
export const AsOf = z.object({ asOf: Instant });
