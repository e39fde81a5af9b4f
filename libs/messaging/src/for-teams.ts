/**
 * What other teams get as `@phone-banking/contracts`: every contract, and the few functions that speak its wire format.
 * `npm run contracts:pack` makes the package.
 */
export * from '#libs/contracts';
export * from './bus-error.js';
export { type BusAccess, connectToBus, inboxOf } from './connection.js';
export { type AskOptions, exchange as ask } from './exchange.js';
export { HEADER, MAX_MESSAGE_BYTES } from './wire.js';
