import { withoutAddresses } from './e-mail-address.js';
/** Nothing can be offered before these are settled, by whoever runs the server or wrote the settings. */ const SESSION_CODES =
  new Set(['ETLS', 'EREQUIRETLS', 'EAUTH', 'ENOAUTH', 'EOAUTH2', 'EDNS', 'EPROXY', 'ECONFIG']);
/** The connection broke off; every other error of a socket means that there never was one. */ const BROKEN_OFF =
  new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT']);
const NEVER_CONNECTED = new Set(['CONNECT_TIMEOUT', 'UPGRADE_TIMEOUT']);
/**
 * What a failed conversation means for the e-mail (security.md §3, F13 to F18).
 * @param handedOver whether the final dot had been given to the connection: from then on the server may have the e-mail.
 */ export function outcomeOfFailure(failure, handedOver) {
  const reply = withoutAddresses(failure.response ?? failure.message);
  if (SESSION_CODES.has(failure.code ?? ''))
    return {
      kind: 'postponed',
      because: 'server-away',
      reply,
    };
  if (failure.responseCode !== undefined && failure.responseCode >= 400) return refusal(failure, reply);
  if (handedOver)
    return {
      kind: 'unknown',
      reply,
    };
  if (NEVER_CONNECTED.has(failure.timeoutType ?? ''))
    return {
      kind: 'postponed',
      because: 'server-away',
      reply,
    };
  if (failure.code === 'ESOCKET' && !BROKEN_OFF.has(failure.originalCode ?? ''))
    return {
      kind: 'postponed',
      because: 'server-away',
      reply,
    };
  // The pool says so, without naming a command, when the server hung up before it greeted.
  if (failure.code === 'ECONNECTION' && failure.command === undefined)
    return {
      kind: 'postponed',
      because: 'server-busy',
      reply,
    };
  // Larger than the server takes: nodemailer looks before it sends.
  if (failure.code === 'EMESSAGE' || failure.code === 'EENVELOPE')
    return {
      kind: 'refused',
      addressIsBad: false,
      reply,
    };
  return {
    kind: 'deferred',
    reply,
  };
}
function refusal(failure, reply) {
  const code = failure.responseCode ?? 0;
  if (code >= 500)
    return {
      kind: 'refused',
      reply,
      addressIsBad: blamesRecipient(failure),
    };
  const isGreeting = failure.code === 'EPROTOCOL' && failure.command === 'CONN';
  if (code === 421 && isGreeting)
    return {
      kind: 'postponed',
      because: 'server-busy',
      reply,
    };
  return {
    kind: 'deferred',
    reply,
  };
}
/** 5.1.x says that an address is bad; 5.1.7 and 5.1.8 mean the sender's, and so does any before the recipient is named. */ function blamesRecipient({
  command,
  response = '',
}) {
  const recipientIsNamed = command === 'RCPT TO' || command === 'DATA';
  return recipientIsNamed && /^5\d\d[ -]5\.1\.(?![78]\b)\d{1,3}\b/.test(response);
}

//# sourceMappingURL=smtp-failure.js.map
