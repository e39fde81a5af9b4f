export type { AuditEntry } from './audit-entry.js';
export * from './audit.module.js';
export * from './audit-trail.js';
export { NoLane } from './lanes.js';
export * from './create-audit-trail.migration.js';
export * from './head-sender.js';
export * from './heads.js';
export * from './verify-chains.js';
