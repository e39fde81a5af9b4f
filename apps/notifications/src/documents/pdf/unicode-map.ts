/** Two bytes, as four hexadecimal digits. */
export const hex = (code: number): string => code.toString(16).padStart(4, '0');

/**
 * The stream that leads from the codes of a font (0, 1, 2…) back to these characters, so that the text can be searched,
 * copied and read aloud.
 */
export function unicodeMap(characters: readonly string[]): string {
  const lines = characters.map((codePoint, code) => `<${hex(code)}> <${utf16(codePoint)}>`).slice(1);
  const blocks: string[] = [];
  // A block holds at most 100 lines (PDF 32000-1, 9.10.3).
  for (let at = 0; at < lines.length; at += 100) {
    const block = lines.slice(at, at + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return [
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange\n<0000> <ffff>\nendcodespacerange',
    ...blocks,
    'endcmap',
    'CMapName currentdict /CMap defineresource pop',
    'end',
    'end',
  ].join('\n');
}

function utf16(codePoint: string): string {
  return Array.from({ length: codePoint.length }, (_, index) => hex(codePoint.charCodeAt(index))).join('');
}
