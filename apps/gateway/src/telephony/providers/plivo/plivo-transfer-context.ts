import { transferHeaders } from '../../transfer-headers.js';
import type { TransferContext } from '../../turn.js';

/** Room for names and values before they are escaped. */
const MOST_CHARACTERS = 1_000;

/**
 * What the agent receives (requirements 6.1, D40), as Plivo takes it: `Name=value` with commas, which arrives as headers
 * `X-PH-Name`. Plivo allows letters and digits alone, in values too; any other character, and the letter Z, is written as
 * `Z` and its two hexadecimal digits, such as `Z2B` for `+`. Agents' telephones are told so in docs/connect/plivo.md.
 */
export function sipHeaders(context: TransferContext): string {
  return transferHeaders(context, MOST_CHARACTERS)
    .map(([name, value]) => `${name.replace(/^X-/, '').replaceAll('-', '')}=${escaped(value)}`)
    .join(',');
}

/** Values hold plain ASCII only, so two digits are enough. */
function escaped(value: string): string {
  return value.replace(
    /[^0-9A-Ya-z]/g,
    (character) => `Z${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
