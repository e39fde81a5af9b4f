import { z } from 'zod';
import { Next, PAGE } from '../routes/paging.js';
import { defineRoute } from '../routes/route.js';
import { visibleTo } from '../routes/visibility.js';

const Moment = z.iso.datetime({ offset: true });

const AuditRow = z
  .object({
    lane: z.int().min(1),
    seq: z.int().min(1).meta({ description: 'Place in its lane, as `npm run audit -- verify` names it' }),
    at: Moment,
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    reason: z.string().nullable(),
    outcome: z.string().nullable().meta({ description: 'Of what staff did: asked, done, or the problem it met' }),
    details: visibleTo(['security'], z.record(z.string(), z.unknown())),
  })
  .meta({ id: 'AuditRow' });

/** Rows of the audit trail. */
export const ListAuditRows = defineRoute({
  id: 'listAuditRows',
  method: 'get',
  path: '/audit-trail',
  tag: 'audit',
  summary: 'The audit trail, newest first: who did what, and what callers were given',
  description:
    'Looking is written down too. Whether rows were changed or are missing is told by `npm run audit -- verify`. What a caller ' +
    'was given is found by its call, as numbers do not belong in addresses.',
  access: ['security', 'administrator'],
  effect: 'looks-up',
  query: z.strictObject({
    ...PAGE,
    actor: z
      .string()
      .max(100)
      .regex(/^(staff|service):[A-Za-z0-9._@-]+$/)
      .optional()
      .meta({ description: '`staff:mira`, `service:importer`' }),
    action: z
      .string()
      .max(100)
      .regex(/^[a-z][a-z-]*(\.[a-z][a-z-]*)*$/)
      .optional()
      .meta({ description: '`admin.release-card`, or `admin` for all of them' }),
    subject: z
      .string()
      .max(100)
      .regex(/^[a-z-]+:[A-Za-z0-9._-]+$/)
      .optional()
      .meta({ description: '`card:<id>`, `client:<id>`, `call:<id>`, `import:<id>`, `setting:<name>`' }),
    from: Moment.optional().meta({ description: 'Written then or later' }),
    to: Moment.optional().meta({ description: 'Written before' }),
  }),
  reply: z.object({ rows: z.array(AuditRow), next: Next }),
  examples: {
    reply: {
      rows: [
        {
          lane: 3,
          seq: 4_711,
          at: '2026-11-22T09:30:00.123456+00:00',
          actor: 'staff:mira',
          action: 'admin.release-card',
          subject: 'card:5b0c6a1e-4f7d-5c5a-9a0e-0d4f6f2b7c11',
          reason: 'seen at the branch',
          outcome: 'done',
          details: { outcome: 'done', from: '10.0.0.7' },
        },
      ],
      next: null,
    },
  },
});
