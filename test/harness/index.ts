export * from './demo-bank.js';
export * from './eventually.js';
export * from './start-bank.js';
export * from './test-grants.js';
