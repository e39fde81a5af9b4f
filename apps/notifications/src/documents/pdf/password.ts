const MIN_CHARACTERS = 12;
const MAX_BYTES = 127;

/** Mapped to nothing by SASLprep (RFC 3454, table B.1). */
const NOTHING = /\u00ad|\u034f|\u1806|\u200b|\u200c|\u200d|\u2060|\ufeff|\p{Variation_Selector}/gu;
const CONTROLS = /\p{C}/u;

/** A PDF cannot be closed well with this password: too short, too long, or with characters nobody can type. */
export class UnusablePassword extends Error {
  override readonly name = 'UnusablePassword';

  constructor(problem: string) {
    super(`The statement password cannot be used: ${problem}`);
  }
}

/**
 * A statement password as a reader of PDF prepares what is typed: SASLprep (RFC 4013), then UTF-8.
 * @throws UnusablePassword with fewer than 12 characters (S36), more than 127 bytes (a reader takes no more), or with
 *   control, private or unassigned characters. The password is not in the message.
 */
export function preparedPassword(password: string): Buffer {
  const text = password
    .replace(NOTHING, '')
    .replace(/\p{Zs}/gu, ' ')
    .normalize('NFKC');
  if (Array.from(text).length < MIN_CHARACTERS) throw new UnusablePassword(`fewer than ${MIN_CHARACTERS} characters`);
  if (CONTROLS.test(text)) throw new UnusablePassword('a character that cannot be typed');
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > MAX_BYTES) throw new UnusablePassword(`more than ${MAX_BYTES} bytes`);
  return bytes;
}
