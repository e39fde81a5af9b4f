/** Longest address, and longest part before its @, that SMTP carries (RFC 5321). */
const MAX_ADDRESS = 254;
const MAX_LOCAL_PART = 64;

const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** What begins so is decoded by mail programs, and could become a line break or another address there. */
export const ENCODED_WORD = '=?';
const DOMAIN =
  /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/;

/**
 * Whether a text is one plain address and nothing else: no quoting, no comment, no list, no character that could end a
 * header or an SMTP command (S35). Domains outside ASCII are to be given in their ASCII form (`xn--`).
 */
export function isPlainAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  return (
    text.length <= MAX_ADDRESS &&
    local.length <= MAX_LOCAL_PART &&
    LOCAL_PART.test(local) &&
    !local.includes(ENCODED_WORD) &&
    DOMAIN.test(domain)
  );
}

/** What staff may see of an address: `c…@example.com`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}…${address.slice(Math.max(at, 0))}`;
}

const ADDRESS_LIKE = /<?[^\s<>"',;:()[\]]+@[^\s<>"',;:()[\]]+>?/g;
const LONGEST_REPLY = 300;

/**
 * A mail server's words as they may be kept and logged: one line, of bounded length, without addresses, which servers
 * like to repeat (S31).
 */
export function withoutAddresses(reply: string): string {
  return reply
    .replace(ADDRESS_LIKE, '[address]')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_REPLY);
}
