import type { PdfFile, TextStyle } from './pdf-file.js';

/**
 * A printable line broken into lines of at most `width` points: between words where it can be, inside a word that is
 * wider than a line. What does not fit on `maxLines` is cut, and the last line ends in "…".
 */
export function wrapped(pdf: PdfFile, text: string, style: TextStyle, width: number, maxLines: number): string[] {
  const fits = (line: string): boolean => pdf.width(line, style) <= width;
  if (fits(text)) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, fits))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  lines.push(line);
  if (lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines - 1), shortened(lines[maxLines - 1] ?? '', fits)];
}

/** A printable line on one line of at most `width` points, ending in "…" if it had to be cut. */
export function oneLine(pdf: PdfFile, text: string, style: TextStyle, width: number): string {
  return wrapped(pdf, text, style, width, 1).join('');
}

/** A word that is wider than a line, in parts that are not. */
function pieces(word: string, fits: (text: string) => boolean): string[] {
  if (fits(word)) return [word];
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (part !== '' && !fits(part + character)) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}

function shortened(line: string, fits: (text: string) => boolean): string {
  const characters = Array.from(line);
  while (characters.length > 0 && !fits(`${characters.join('').trimEnd()}…`)) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}
