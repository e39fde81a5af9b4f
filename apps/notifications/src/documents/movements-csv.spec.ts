import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCardList, aStatement, movements, written } from './__fixtures__/documents.js';
import { writeCardListCsv, writeMovementsCsv } from './movements-csv.js';
import { DoesNotAddUp } from './statement-document.js';

/** A reader of RFC 4180 that shares nothing with the writer: character by character, strict about quotes and line ends. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
        if (at >= text.length) throw new Error('a quote is not closed');
        if (text[at] === '"') at += 1;
        cell += text[at] ?? '';
      }
      at += 1;
    } else {
      for (; at < text.length && !',\r\n"'.includes(text[at] ?? ''); at += 1) cell += text[at] ?? '';
    }
    row.push(cell);
    if (text[at] === ',') {
      at += 1;
    } else if (text.startsWith('\r\n', at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else {
      throw new Error(`neither a comma nor a line end at ${at}`);
    }
  }
  if (row.length > 0) throw new Error('the last line does not end');
  return rows;
}

const csv = async (document: Parameters<typeof writeMovementsCsv>[0]) =>
  (await written((out) => writeMovementsCsv(document, out))).toString('utf8');

const withDescription = (description: string) => aStatement([{ date: '2026-11-01', description, amountMinor: -150n }]);

describe('the movements beside a plain statement', () => {
  it('are UTF-8 with a byte order mark, one line each, with dates and numbers any program reads', async () => {
    const text = await csv(
      aStatement(
        [
          { date: '2026-10-28', description: 'Çarçaf, "i bardhë"', amountMinor: -135_050n },
          { date: '2026-11-19', description: 'Pagë nëntor', amountMinor: 8_500_000n },
        ],
        { openingBalanceMinor: 5n },
      ),
    );
    expect(text).toBe(
      '\ufeffData,Përshkrimi,Debi,Kredi,Balanca,Monedha\r\n' +
        '2026-10-28,"Çarçaf, ""i bardhë""",1350.50,,-1350.45,ALL\r\n' +
        '2026-11-19,Pagë nëntor,,85000.00,83649.55,ALL\r\n',
    );
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+355690000001', "'+355690000001"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1+1', "'=1+1"],
    ['\r\n@x', "'@x"],
    [' \u200b=1', "'=1"],
    ['＝1+1', "'＝1+1"],
    ['=HYPERLINK("http://x";"y")', '\'=HYPERLINK("http://x";"y")'],
    ['Page = 3', 'Page = 3'],
    ["'quoted", "'quoted"],
  ])('%j stays text in a spreadsheet: %j', async (description, cell) => {
    expect(parseCsv((await csv(withDescription(description))).slice(1))[1]?.[1]).toBe(cell);
  });

  it('keep their meaning under 5,000 generated hostile descriptions', async () => {
    const piece = fc.constantFrom(
      ...['=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ';', "'", '\u202e', '\u0000', '|', '%'],
    );
    const hostile = fc.array(
      fc.oneof(piece, fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constant('cmd|/C calc')),
      {
        maxLength: 12,
      },
    );
    const descriptions = fc.sample(hostile, { numRuns: 5_000, seed: 20_261_122 }).map((pieces) => pieces.join(''));
    const lines = descriptions.map((description, index) => ({
      date: '2026-11-01',
      description,
      amountMinor: BigInt(index) - 2_500n,
    }));
    const [head, ...rows] = parseCsv((await csv(aStatement(lines, { currency: 'EUR' }))).slice(1));
    expect(head).toHaveLength(6);
    expect(rows).toHaveLength(5_000);
    rows.forEach(([date, cell = '', debit, credit, balance, currency], index) => {
      expect([date, currency]).toEqual(['2026-11-01', 'EUR']);
      expect(cell).not.toMatch(/^[\s=+\-@＝＋－＠]/u);
      // What a reader sees: the description, its spaces and breaks as single spaces, what is unseen left out.
      const seen = (descriptions[index] ?? '').normalize('NFC').replace(/[\p{Cf}\p{Cn}\p{Co}\p{Cs}]/gu, '');
      const text = seen.replace(/[\s\p{Cc}]+/gu, ' ').trim();
      expect(cell).toBe(/^[=+\-@＝＋－＠]/u.test(text) ? `'${text}` : text);
      expect(`${debit ?? ''}${credit ?? ''}`).toMatch(/^\d+\.\d\d$/);
      expect(balance).toMatch(/^-?\d+\.\d\d$/);
    });
  });

  it('are not given when they do not add up', async () => {
    await expect(csv(aStatement(movements(3), { movementCount: 2 }))).rejects.toThrow(DoesNotAddUp);
  });

  it('C3: of a card name the currency of each, in the language of the call', async () => {
    const transactions = [
      { date: '2026-11-13', description: 'H&M', amountMinor: -350_000n, currency: 'ALL' },
      { date: '2026-11-18', description: '=cmd', amountMinor: 1_950n, currency: 'JPY' },
    ];
    const bytes = await written((out) => writeCardListCsv(aCardList(transactions, { language: 'en' }), out));
    expect(bytes.toString('utf8')).toBe(
      "\ufeffDate,Description,Debit,Credit,Currency\r\n2026-11-13,H&M,3500.00,,ALL\r\n2026-11-18,'=cmd,,1950,JPY\r\n",
    );
  });
});
