/** A line of the account of a call. */
export interface TranscriptLine {
  kind: 'call' | 'heard' | 'pressed' | 'event' | 'met' | 'missed' | 'unchecked';
  text: string;
}

const SIGN: Record<TranscriptLine['kind'], string> = {
  call: '☎',
  heard: ' ',
  pressed: '▸',
  event: '·',
  met: '✓',
  missed: '✗',
  unchecked: '?',
};

const COLOUR: Partial<Record<TranscriptLine['kind'], string>> = {
  met: '32',
  missed: '31',
  unchecked: '33',
  pressed: '1',
};

/** The account for a person; colours only where they are shown. */
export function printTranscript(lines: readonly TranscriptLine[], { colours }: { colours: boolean }): string {
  return lines
    .map(({ kind, text }) => {
      const line = `  ${SIGN[kind]} ${text}`;
      const colour = COLOUR[kind];
      return colours && colour !== undefined ? `\u001b[${colour}m${line}\u001b[0m` : line;
    })
    .join('\n');
}
