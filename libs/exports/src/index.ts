export * from './export-position.js';
export * from './page.js';
