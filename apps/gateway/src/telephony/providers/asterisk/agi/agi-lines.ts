import { AgiBroken } from './agi-broken.js';

/** Longest line that is read, bytes; the longest of a call are the values of variables, 1,023 of them. */
const LONGEST_LINE = 2_048;
/** Lines that may wait to be read; a conversation has one at a time, its beginning some thirty. */
const MOST_WAITING = 200;

const LF = 0x0a;

/** Cuts what comes from Asterisk into lines, however the network cut it; each ends with one LF. */
export class AgiLines {
  private rest = Buffer.alloc(0);

  /**
   * The lines that are complete now. The bytes are overwritten, as they may hold digits (S7).
   * @throws AgiBroken for a line longer than any of Asterisk's, or too many at once.
   */
  add(bytes: Buffer): string[] {
    const all = Buffer.concat([this.rest, bytes]);
    bytes.fill(0);
    this.rest.fill(0);
    const lines: string[] = [];
    let from = 0;
    for (let end = all.indexOf(LF); end !== -1; end = all.indexOf(LF, from)) {
      if (end - from > LONGEST_LINE) throw new AgiBroken('malformed', 'a line too long');
      if (lines.length >= MOST_WAITING) throw new AgiBroken('malformed', 'too many lines');
      lines.push(all.toString('utf8', from, end));
      from = end + 1;
    }
    if (all.length - from > LONGEST_LINE) throw new AgiBroken('malformed', 'a line too long');
    this.rest = Buffer.from(all.subarray(from));
    all.fill(0);
    return lines;
  }
}
