import { describe, expect, it } from '@jest/globals';
import { aCardList, PASSWORD, written } from './__fixtures__/documents.js';
import { check, READERS_ARE_HERE, showEncryption, textOf } from './__fixtures__/independent-readers.js';
import { writeCardListPdf } from './card-list-pdf.js';
import { type CardListDocument, type CardTransaction, DoesNotAddUp } from './statement-document.js';

const list = (document: CardListDocument, password?: string) =>
  written((out) => writeCardListPdf(document, out, password));

const flat = (text: string) => text.replace(/ +/g, ' ');

const THREE: readonly CardTransaction[] = [
  { date: '2026-11-13', description: 'LIBRARI TIRANË 55120', amountMinor: -350_000n, currency: 'ALL' },
  { date: '2026-11-18', description: 'COFFEE HOUSE TORONTO', amountMinor: -1_950n, currency: 'CAD' },
  { date: '2026-11-21', description: 'Kthim blerjeje', amountMinor: 25_000n, currency: 'ALL' },
];

(READERS_ARE_HERE ? describe : describe.skip)('a card list, read by qpdf and pdftotext', () => {
  it('C3: says whose card and since when, line by line, and adds up each currency', async () => {
    const pdf = await list(aCardList(THREE), PASSWORD);
    expect(showEncryption(pdf, PASSWORD).text).toContain('file encryption method: AESv3');
    expect(check(pdf, PASSWORD)).toMatchObject({ code: 0 });
    expect(check(pdf, '')).toMatchObject({ code: 2 });
    const text = flat(textOf(pdf, PASSWORD).text);
    for (const line of [
      'Banka Demo Transaksionet e kartës së kreditit',
      'Titullari Karta e kreditit •••• 1111',
      'Klienti A',
      'Prerja e fundit e pasqyrës Transaksione',
      '11 nëntor 2026 3',
      'Data Përshkrimi Monedha Debi Kredi',
      '13.11.2026 LIBRARI TIRANË 55120 ALL 3.500,00',
      '18.11.2026 COFFEE HOUSE TORONTO CAD 19,50',
      '21.11.2026 Kthim blerjeje ALL 250,00',
      'Totali ALL 3.500,00 250,00',
      'Totali CAD 19,50 0,00',
      'Faqja 1 nga 1',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('C3: says the same in English, over several pages', async () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ ...THREE[0]!, description: `Purchase ${index + 1}` }));
    const pages = textOf(await list(aCardList(many, { language: 'en' })))
      .text.split('\f')
      .slice(0, -1);
    expect(pages.map((page) => /Page (\d) of (\d)/.exec(page)?.[0])).toEqual([
      'Page 1 of 3',
      'Page 2 of 3',
      'Page 3 of 3',
    ]);
    expect(pages.slice(1).every((page) => /Credit card transactions +· +•••• 1111/.test(page))).toBe(true);
    expect(flat(pages.join('')).match(/Purchase \d+ ALL 3,500.00/g)).toHaveLength(100);
    expect(flat(pages[2] ?? '')).toContain('Total ALL 350,000.00 0.00');
  });
});

describe('a card list', () => {
  it('is not made when a transaction is missing', async () => {
    await expect(list(aCardList(THREE, { transactionCount: 4 }))).rejects.toThrow(DoesNotAddUp);
  });
});
