/** Descriptions are at most 500 characters in every contract; a longer text is cut, with an ellipsis to show it. */
const MAX_LENGTH = 500;

/** Direction marks, joiners, private and unassigned characters, halves of pairs: nothing a reader could see. */
const UNSEEN = /[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
const BREAKS_AND_SPACES = /[\p{Cc}\s\u2028\u2029]+/gu;

/**
 * A text of the bank's data as one printable line: composed (NFC), every run of control characters, line breaks and
 * spaces made one space, invisible characters left out, so that it neither hides nor reorders what stands around it.
 * Longer than `maxLength` characters: cut, ending in "…".
 */
export function printable(text: string, maxLength = MAX_LENGTH): string {
  const line = text.normalize('NFC').replace(UNSEEN, '').replace(BREAKS_AND_SPACES, ' ').trim();
  if (line.length <= maxLength) return line;
  const characters = Array.from(line);
  if (characters.length <= maxLength) return line;
  return `${characters
    .slice(0, maxLength - 1)
    .join('')
    .trimEnd()}…`;
}
