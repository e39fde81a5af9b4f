import { describe, expect, it } from '@jest/globals';
import { Writable } from 'node:stream';
import { aStatement, each, movements, PASSWORD, written } from './__fixtures__/documents.js';
import { check, READERS_ARE_HERE, showEncryption, textOf, wordsOf } from './__fixtures__/independent-readers.js';
import { UnusablePassword } from './pdf/password.js';
import { DoesNotAddUp, type Movement, type StatementDocument } from './statement-document.js';
import { writeStatementPdf } from './statement-pdf.js';

const statement = (document: StatementDocument, password?: string, revision?: 5 | 6) =>
  written((out) => writeStatementPdf(document, out, password, revision));

/** Runs of spaces as one: columns are told apart by order. */
const flat = (text: string) => text.replace(/ +/g, ' ');

const TWO: readonly Movement[] = [
  { date: '2026-10-28', description: 'DYQAN USHQIMORE TIRANË 00412', amountMinor: -135_050n },
  { date: '2026-11-19', description: 'Pagë nëntor, Çorovodë – ËÇ', amountMinor: 8_500_000n },
];

(READERS_ARE_HERE ? describe : describe.skip)('a statement, read by qpdf and pdftotext', () => {
  it.each([5, 6] as const)(
    'S36: is closed with AES-256, revision %i, and can only be read and printed',
    async (revision) => {
      const pdf = await statement(aStatement(TWO), PASSWORD, revision);
      const { text } = showEncryption(pdf, PASSWORD);
      expect(text).toContain(`R = ${revision}\n`);
      expect(text).toContain('stream encryption method: AESv3');
      expect(text).toContain('string encryption method: AESv3');
      expect(text).toContain('file encryption method: AESv3');
      expect(text).toContain('print high resolution: allowed');
      expect(text).toContain('modify anything: not allowed');
      expect(check(pdf, PASSWORD)).toMatchObject({ code: 0 });
      expect(textOf(pdf, PASSWORD).text).toContain('Banka Demo');
    },
  );

  it.each([
    ['no password', ''],
    ['a wrong password', 'Dallendyshe-24-Mal'],
    ['the password in capitals', PASSWORD.toUpperCase()],
  ])('S36: does not open with %s', async (_, wrong) => {
    const pdf = await statement(aStatement(TWO), PASSWORD);
    expect(check(pdf, wrong)).toMatchObject({ code: 2, errors: expect.stringContaining('invalid password') });
    expect(textOf(pdf, wrong)).toMatchObject({ code: 1, text: '' });
  });

  it('S36: opens with the password whatever way its letters are composed', async () => {
    const pdf = await statement(aStatement(TWO), 'Dalle\u0308ndyshe\u00a024\u00adMal-mbi-re');
    expect(check(pdf, 'Dallëndyshe 24Mal-mbi-re')).toMatchObject({ code: 0 });
  });

  it('A3: says in Albanian whose, which, when and how much, line by line', async () => {
    const text = flat(textOf(await statement(aStatement(TWO), PASSWORD), PASSWORD).text);
    for (const line of [
      'Banka Demo Pasqyra e llogarisë',
      'Titullari Llogaria Llogari rrjedhëse •••• 1001',
      'Klienti A Monedha Lek (ALL)',
      'Periudha 23 tetor 2026 – 22 nëntor 2026',
      'Data Përshkrimi Debi Kredi Balanca',
      '23.10.2026 Balanca fillestare 1.234,56',
      '28.10.2026 DYQAN USHQIMORE TIRANË 00412 1.350,50 -115,94',
      '19.11.2026 Pagë nëntor, Çorovodë – ËÇ 85.000,00 84.884,06',
      'Totali 1.350,50 85.000,00',
      '22.11.2026 Balanca përfundimtare 84.884,06',
      'Banka Demo · Përgatitur më 22.11.2026, 14:35 Faqja 1 nga 1',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toMatch(
      /Balanca fillestare Debi gjithsej Kredi gjithsej Balanca përfundimtare\s+1.234,56 1.350,50 85.000,00 84.884,06/,
    );
  });

  it('A3: says the same in English', async () => {
    const document = aStatement(TWO, {
      language: 'en',
      currency: 'GBP',
      accountType: 'savings',
      openingBalanceMinor: -15_050n,
    });
    const text = flat(textOf(await statement(document)).text);
    for (const line of [
      'Savings account •••• 1001',
      'British pound (GBP)',
      '23 October 2026 – 22 November 2026',
      'Date Description Debit Credit Balance',
      '23 Oct 2026 Opening balance -150.50',
      '28 Oct 2026 DYQAN USHQIMORE TIRANË 00412 1,350.50 -1,501.00',
      '22 Nov 2026 Closing balance 83,499.00',
      'Prepared on 22 Nov 2026, 14:35',
      'Page 1 of 1',
    ]) {
      expect(text).toContain(line);
    }
  });

  it.each(['ALL', 'EUR', 'USD', 'GBP', 'CHF', 'AUD', 'CAD', 'SEK'])('A3: is made in %s', async (currency) => {
    expect(textOf(await statement(aStatement(TWO, { currency }))).text).toMatch(new RegExp(`Monedha +.*${currency}`));
  });

  it('A3, D16: is made without movements too, and says so', async () => {
    const text = flat(textOf(await statement(aStatement([]))).text);
    expect(text).toContain('Nuk ka lëvizje në këtë periudhë.');
    expect(text).toContain('Totali 0,00 0,00');
    expect(text).toContain('Balanca përfundimtare 1.234,56');
  });

  it('SC19: 3,000 movements: every one in its place, every page numbered x of y, the balance right after each', async () => {
    const lines = movements(3_000);
    const pdf = await statement(aStatement(lines), PASSWORD);
    expect(check(pdf, PASSWORD)).toMatchObject({ code: 0 });
    const pages = textOf(pdf, PASSWORD).text.split('\f').slice(0, -1);
    pages.forEach((page, index) => expect(page).toContain(`Faqja ${index + 1} nga ${pages.length}`));
    const rows = Array.from(
      flat(pages.join('\n')).matchAll(
        /^ ?(\d\d\.\d\d\.2026) (Blerje \d+ te Çarçafi i Bardhë) ([\d.,]+) (-?[\d.,]+)$/gm,
      ),
      ([, date, description, amount, balance]) => [date, description, amount, balance],
    );
    const inMinor = (text = '') => BigInt(text.replaceAll(/[.,]/g, ''));
    let balanceMinor = 123_456n;
    const expected = lines.map(({ date, description, amountMinor }) => {
      balanceMinor += amountMinor;
      const size = amountMinor < 0n ? -amountMinor : amountMinor;
      return [date.split('-').reverse().join('.'), description, size, balanceMinor];
    });
    expect(
      rows.map(([date, description, amount, balance]) => [date, description, inMinor(amount), inMinor(balance)]),
    ).toEqual(expected);
  });

  it('holds whatever a description, a name or an amount may be, inside its margins', async () => {
    const hostile = [
      'W'.repeat(500),
      'pa-fund'.repeat(70),
      `${'një fjali e gjatë '.repeat(40)}fund`,
      'a\u202Etxt.exe\u2066b\r\nTotali 0,00\t\u0000c',
      'Кафана Ελλάδα Łódź 東京 🍕 مقهى',
      '',
      '((\\)) <</Type/Page>> endstream endobj',
    ];
    const amounts = [1n, -1n, 9_223_372_036_854_775_000n, -9_223_372_036_854_775_000n, 0n, 10n ** 15n, -(10n ** 12n)];
    const lines = hostile.map((description, index) => ({
      date: '2026-11-01',
      description,
      amountMinor: amounts[index]!,
    }));
    const difference = {
      bankName: 'Banka e Kursimeve '.repeat(9),
      holderName: 'Ëndërrimtari '.repeat(40),
      openingBalanceMinor: 9n,
    };
    const pdf = await statement(aStatement(lines, difference));
    expect(check(pdf)).toMatchObject({ code: 0 });
    const words = wordsOf(pdf);
    expect(words.filter(({ left, right, bottom }) => left < 44.9 || right > 550.4 || bottom > 830)).toEqual([]);
    const text = flat(textOf(pdf).text);
    expect(text).toContain('atxt.exeb Totali 0,00 c');
    expect(text).toContain('Кафана Ελλάδα Łódź ?? ? ????');
    expect(text).toContain('((\\)) <</Type/Page>> endstream endobj');
    expect(text).toContain('92.233.720.368.547.750,00');
  });
});

describe('a statement', () => {
  it.each([
    ['empty', ''],
    ['shorter than twelve characters', 'Dallëndyshe'],
    ['long only in what nobody sees', `Mal${'\u200b\u00ad'.repeat(9)}`],
    ['with what nobody can type', 'Dallëndyshe\u0007-24-Mal'],
    ['longer than a reader takes', 'ë'.repeat(64)],
  ])('S36: is not made at all with a password that is %s', async (_, password) => {
    const parts: Buffer[] = [];
    const out = new Writable({
      write(part: Buffer, _encoding, done) {
        parts.push(part);
        done();
      },
    });
    const making = writeStatementPdf(aStatement(TWO), out, password);
    await expect(making).rejects.toThrow(UnusablePassword);
    await expect(making).rejects.not.toThrow(new RegExp(password || 'Dallëndyshe'));
    expect(parts).toEqual([]);
  });

  it('S36: shows nothing to someone who looks at the bytes of an encrypted file', async () => {
    const pdf = await statement(aStatement(TWO), PASSWORD);
    for (const secret of ['Banka', 'Klienti', '1001', 'Pasqyra', 'Dall']) expect(pdf.includes(secret)).toBe(false);
  });

  it.each([
    ['a movement is missing', { movementCount: 3 }],
    ['the movements lead elsewhere', { closingBalanceMinor: 1n }],
  ])('is not made when %s: what is wrong is not sent', async (_, difference) => {
    const out = new Writable({ write: (_part, _encoding, done) => done() });
    await expect(writeStatementPdf(aStatement(TWO, difference), out, PASSWORD)).rejects.toThrow(DoesNotAddUp);
    expect(out.destroyed).toBe(true);
  });

  it('fails as its movements fail', async () => {
    async function* cut(): AsyncGenerator<Movement> {
      yield* TWO;
      throw new Error('accounts does not answer');
    }
    await expect(statement(aStatement(TWO, { movements: cut() }))).rejects.toThrow('accounts does not answer');
  });

  it('lets go of its movements when nobody takes it', async () => {
    let released = false;
    async function* cursor(): AsyncGenerator<Movement> {
      try {
        yield* movements(3_000);
      } finally {
        released = true;
      }
    }
    const full = new Writable({ write: (_part, _encoding, done) => done(new Error('disk full')) });
    const document = aStatement(movements(3_000), { movements: cursor() });
    await expect(writeStatementPdf(document, full, PASSWORD)).rejects.toThrow('disk full');
    expect(released).toBe(true);
  });

  it('does not run ahead of a slow disk, and leaves others their turn between pages', async () => {
    let taken = 0;
    const counting = each(
      (function* () {
        for (const movement of movements(3_000)) {
          taken += 1;
          yield movement;
        }
      })(),
    );
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 0);
    const takenAtFirstWait = await new Promise<number>((resolve) => {
      const stuck = new Writable({ highWaterMark: 16_384, write: () => setTimeout(() => resolve(taken), 300) });
      writeStatementPdf(aStatement(movements(3_000), { movements: counting }), stuck, PASSWORD).catch(() => undefined);
    });
    clearInterval(ticking);
    expect(takenAtFirstWait).toBeGreaterThan(0);
    expect(takenAtFirstWait).toBeLessThan(600);
    expect(turns).toBeGreaterThan(3);
  });
});
