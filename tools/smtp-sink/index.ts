export * from './mailbox.js';
export * from './script.js';
export * from './smtp-sink.js';
export * from './test-certificate.js';
