import { describe, expect, it } from '@jest/globals';
import { isPlainAddress, maskAddress, withoutAddresses } from './e-mail-address.js';

describe('S35: an address is one plain address and nothing else', () => {
  it.each([
    'client.a@example.com',
    "o'hara+bank@mail.example.co.uk",
    'a@xn--shqipri-vfc.al',
    `${'a'.repeat(64)}@example.com`,
  ])('%s is one', (address) => {
    expect(isPlainAddress(address)).toBe(true);
  });

  it.each([
    '',
    'client',
    '@example.com',
    'client@',
    'client@localhost',
    'a@b@example.com',
    'a b@example.com',
    'a@example.com, b@example.com',
    'a@example.com\r\nRCPT TO:<b@example.com>',
    'a@example.com\nBcc: b@example.com',
    'a\u0000@example.com',
    '"a b"@example.com',
    '<a@example.com>',
    'A <a@example.com>',
    'a@[127.0.0.1]',
    'a@exam\u00adple.com',
    'ａ@example.com',
    'a@example。com',
    'a@-example.com',
    'a..b@example.com',
    '=?utf-8?q?=0D=0ABcc=3A?=@example.com',
    'a=?b@example.com',
    '.a@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.com`,
    ' a@example.com',
    'a@example.com ',
  ])('%j is none', (address) => {
    expect(isPlainAddress(address)).toBe(false);
  });
});

describe('S31: what is kept of an address and of a server’s words', () => {
  it('shows staff which address it is, not the address', () => {
    expect(maskAddress('client.a@example.com')).toBe('c…@example.com');
  });

  it.each([
    ['550 5.1.1 <client.a@example.com>: user unknown', '550 5.1.1 [address]: user unknown'],
    ['550 no mailbox client.a@example.com here', '550 no mailbox [address] here'],
    ['250-first\r\n250 second', '250-first 250 second'],
    ['250 ok \u001b[31mred\u202e', '250 ok  [31mred'],
    ['x'.repeat(900), 'x'.repeat(300)],
  ])('%j is kept as %j', (reply, kept) => {
    expect(withoutAddresses(reply)).toBe(kept);
  });
});
