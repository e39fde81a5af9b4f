export * from './create-granted-data.migration.js';
export * from './granted-data.js';
