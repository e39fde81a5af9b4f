import { CommonSettings } from '#libs/config';
import { z } from 'zod';

/** What accounts reads from its environment. */
export const AccountsSettings = CommonSettings.extend({
  /** Answers /health and /metrics on loopback; 0 picks a free port. */
  HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
});
export type AccountsSettings = z.output<typeof AccountsSettings>;
