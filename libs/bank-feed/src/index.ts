export * from './sort-out.js';
export * from './store-batch.js';
