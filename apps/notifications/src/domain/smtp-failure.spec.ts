import { describe, expect, it } from '@jest/globals';
import { outcomeOfFailure, type SmtpFailure } from './smtp-failure.js';

const answered = (command: string, response: string, code = 'EENVELOPE'): SmtpFailure => ({
  message: `Failed: ${response}`,
  code,
  command,
  response,
  responseCode: Number(response.slice(0, 3)),
});
const outcome = (failure: SmtpFailure, handedOver = false) => {
  const { kind, ...rest } = outcomeOfFailure(failure, handedOver);
  return 'because' in rest ? rest.because : 'addressIsBad' in rest && rest.addressIsBad ? 'bad address' : kind;
};

describe('F14: a 5xx at any stage refuses the e-mail for good', () => {
  it.each([
    ['CONN', 'EPROTOCOL', '554 no service here'],
    ['HELO', 'EPROTOCOL', '550 not you'],
    ['MAIL FROM', 'EENVELOPE', '550 5.1.8 bad sender'],
    ['MAIL FROM', 'EENVELOPE', '552 5.2.2 full'],
    ['RCPT TO', 'EENVELOPE', '552 5.2.2 mailbox full'],
    ['RCPT TO', 'EENVELOPE', '550 5.7.1 no'],
    ['RCPT TO', 'EENVELOPE', '550 5.1.7 bad sender'],
    ['DATA', 'EENVELOPE', '554 5.3.0 no'],
    ['DATA', 'EMESSAGE', '554 5.6.0 content'],
  ])('%s %s %s', (command, code, response) => {
    expect(outcome(answered(command, response, code), code === 'EMESSAGE')).toBe('refused');
  });

  it.each([
    ['RCPT TO', '550 5.1.1 <client.a@example.com> unknown'],
    ['RCPT TO', '550-5.1.1 no such\n550 5.1.1 user'],
    ['RCPT TO', '556 5.1.10 null MX'],
    ['DATA', '550 5.1.2 no such host'],
  ])('%s %s blames the address too', (command, response) => {
    expect(outcome(answered(command, response))).toBe('bad address');
  });
});

describe('F13: a 4xx puts it off', () => {
  it.each([
    ['HELO', 'EPROTOCOL', '450 later'],
    ['MAIL FROM', 'EENVELOPE', '451 4.3.0 later'],
    ['RCPT TO', 'EENVELOPE', '450 4.2.0 greylisted'],
    ['CONN', 'ECONNECTION', '421 4.3.2 closing'],
    ['DATA', 'EMESSAGE', '451 4.3.0 later'],
  ])('%s %s %s', (command, code, response) => {
    expect(outcome(answered(command, response, code), code === 'EMESSAGE')).toBe('deferred');
  });
});

describe('F18: a server that takes no more connections is busy', () => {
  it.each([
    answered('CONN', '421 4.7.0 too many connections', 'EPROTOCOL'),
    { message: 'Reached maximum number of retries after connection was closed', code: 'ECONNECTION' },
  ])('%j', (failure) => {
    expect(outcome(failure)).toBe('server-busy');
  });
});

describe('F17, S35: nothing is offered to a server that is away, or not as the settings demand', () => {
  it.each([
    { message: 'connect ECONNREFUSED', code: 'ESOCKET', originalCode: 'ECONNREFUSED', command: 'CONN' },
    { message: 'no route', code: 'ESOCKET', originalCode: 'EHOSTUNREACH', command: 'CONN' },
    { message: 'getaddrinfo ENOTFOUND', code: 'EDNS', originalCode: 'ENOTFOUND', command: 'CONN' },
    { message: 'Connection timeout', code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'CONNECT_TIMEOUT' },
    answered('STARTTLS', '502 5.5.1 no TLS here', 'ETLS'),
    answered('AUTH PLAIN', '535 5.7.8 wrong password', 'EAUTH'),
    { message: 'self-signed', code: 'ESOCKET', originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT', command: 'CONN' },
    { message: 'altnames', code: 'ESOCKET', originalCode: 'ERR_TLS_CERT_ALTNAME_INVALID', command: 'CONN' },
  ])('%j', (failure) => {
    expect(outcome(failure)).toBe('server-away');
  });
});

describe('F15, F16: a cut or a standstill', () => {
  const failures: SmtpFailure[] = [
    { message: 'Connection closed unexpectedly', code: 'ECONNECTION', command: 'CONN' },
    { message: 'Timeout', code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'SOCKET_TIMEOUT' },
    { message: 'reset', code: 'ESOCKET', originalCode: 'ECONNRESET', command: 'CONN' },
    { message: 'Message sending aborted', code: 'EABORT' },
  ];

  it.each(failures)('before the final dot puts it off: %j', (failure) => {
    expect(outcome(failure, false)).toBe('deferred');
  });

  it.each(failures)('after it nobody knows: %j', (failure) => {
    expect(outcome(failure, true)).toBe('unknown');
  });

  it('before the greeting counts once the connection stands', () => {
    const silent = { message: 'Greeting never received', code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT' };
    expect(outcome(silent)).toBe('deferred');
  });
});

it('S31: no address is in what is kept', () => {
  expect(outcomeOfFailure(answered('RCPT TO', '550 5.1.1 <client.a@example.com> unknown'), false).reply).toBe(
    '550 5.1.1 [address] unknown',
  );
});
