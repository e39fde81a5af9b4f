import { describe, expect, it } from '@jest/globals';
import { whyPasswordIsRefused, whyRecipientIsRefused } from './import-rules.js';

describe('S36: a statement password', () => {
  it.each(['Dallëndyshe-24-Mal', 'ulliri-dhe-deti-67', 'kitara me gjashte tela', 'twelve chars'])(
    '%s is good',
    (good) => {
      expect(whyPasswordIsRefused(good)).toBeNull();
    },
  );

  it.each([
    ['shorter than twelve characters', 'eleven char'],
    ['a client number and a date of birth', '100000001 1992-03-04'],
    ['a card number', '4111 1111 1111 1111'],
    ['digits of another script', '١٢٣٤٥٦٧٨٩٠١٢'],
    ['longer than a PDF takes', 'ë'.repeat(64)],
    ['with a line break', 'twelve chars\n'],
  ])('%s is refused', (_, bad) => {
    expect(whyPasswordIsRefused(bad)).toEqual(expect.any(String));
  });
});

describe('a recipient of the bank’s feed', () => {
  const record = { sourceId: 'A', name: 'Klienti A', email: 'client.a@example.com' };

  it('has one plain address or none', () => {
    expect(whyRecipientIsRefused(record)).toBeNull();
    expect(whyRecipientIsRefused({ ...record, email: null })).toBeNull();
    expect(whyRecipientIsRefused({ ...record, email: 'a@example.com\r\nBcc: b@example.com' })).toMatch(/^email: /);
  });

  it('may have any name, but nothing that cannot be stored', () => {
    expect(whyRecipientIsRefused({ ...record, name: 'A\r\nBcc: b@example.com' })).toBeNull();
    expect(whyRecipientIsRefused({ ...record, name: 'A\u0000' })).toMatch(/^name: /);
    expect(whyRecipientIsRefused({ ...record, sourceId: 'A\u0000' })).toMatch(/^sourceId: /);
  });
});
