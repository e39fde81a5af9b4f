export * from './bus.module.js';
export * from './health.js';
export * from './run-service.js';
