import { z } from 'zod';

/** Why somebody does something, in their words. */
export const Reason = z
  .string()
  .min(3)
  .max(500)
  .regex(/^[^\u0000-\u001f\u007f]*$/)
  .meta({ description: 'For the audit trail' });
