/** Injection token of the gateway's logger. */
export const LOGGER = Symbol('LOGGER');
