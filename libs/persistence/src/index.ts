export * from './careful-pool.js';
export * from './columns.js';
export * from './database.js';
export * from './prepared.js';
export * from './schema.js';
