import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBankFile } from './read-bank-file.js';

const original = readFileSync(new URL('../../demo/bank.json', import.meta.url), 'utf8');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bank-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const fileWith = (text: string) => {
  const path = join(folder, 'bank.json');
  writeFileSync(path, text);
  return path;
};
const changed = (from: string, to: string) => {
  expect(original).toContain(from);
  return fileWith(original.replace(from, to));
};

describe('the file of the invented bank', () => {
  it('is found beside the sources', () => {
    expect(readBankFile().bank.timezone).toBe('Europe/Tirane');
  });

  it.each([
    ['"pin": "4826"', '"pin": "48260"', 'cards.0.pin'],
    ['"amount": "85000.00"', '"amount": 85000', 'accounts.0.transactions.0.amount'],
    ['"owner": "E"', '"owner": "Z"', 'cards.4.owner: names nothing in this file'],
    [
      '"linkedAccounts": ["A-ALL"]',
      '"linkedAccounts": ["A-LEK"]',
      'cards.1.linkedAccounts.0: names nothing in this file',
    ],
    ['"status": "dormant"', '"status": "asleep"', 'clients.7.status'],
  ])('names the bad field when %s becomes %s', (from, to, named) => {
    expect(() => readBankFile(changed(from, to))).toThrow(named);
  });

  it('never repeats a value, not even of a file that is no JSON', () => {
    const path = fileWith('{"pan": "4111111111111111" "pin": "4826"}');
    expect(() => readBankFile(path)).toThrow('is not JSON');
    expect(() => readBankFile(path)).not.toThrow(/4111|4826/);
    expect(() => readBankFile(changed('"pan": "4111111111111111"', '"pan": "41111111111111112"'))).not.toThrow(/4111/);
  });

  it('says so when it is missing', () => {
    expect(() => readBankFile(join(folder, 'none.json'))).toThrow('cannot be read');
  });
});
