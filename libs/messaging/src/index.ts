export * from './answers.js';
export * from './ask.js';
export * from './bus-access.js';
export * from './bus-error.js';
export * from './connection.js';
export * from './events.js';
export { RequestReader } from './request-reader.js';
export { HEADER, MAX_MESSAGE_BYTES } from './wire.js';
export * from './supported-server.js';
