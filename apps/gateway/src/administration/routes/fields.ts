import { z } from 'zod';

/** Why somebody does something, in their words. */
export const Reason = z
  .string()
  .min(3)
  .max(500)
  // eslint-disable-next-line no-control-regex -- these are what must not be there: rows of the trail are one line each
  .regex(/^[^\u0000-\u001f\u007f]*$/)
  .meta({ description: 'For the audit trail' });
