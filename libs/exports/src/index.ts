export * from './export-position.js';
export * from './one-message.js';
export * from './page.js';
