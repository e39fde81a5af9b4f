export * from './metrics.js';
export * from './start-tracing.js';
export * from './tracing.js';
