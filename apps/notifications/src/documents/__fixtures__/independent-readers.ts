import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a reader of PDF that is not ours said. */
export interface Reading {
  readonly code: number | null;
  readonly text: string;
  readonly errors: string;
}

/** Whether the readers (Debian: qpdf, poppler-utils) are here; where not, tests that need them are skipped, and say so. */
export const READERS_ARE_HERE = ['qpdf', 'pdftotext'].every((program) => !spawnSync(program, ['--version']).error);

/** Which cipher, revision and permissions a PDF has. */
export function showEncryption(pdf: Buffer, password: string): Reading {
  return read(pdf, (path) => ['qpdf', '--show-encryption', `--password=${password}`, path]);
}

/** Whether a PDF is sound throughout. */
export function check(pdf: Buffer, password = ''): Reading {
  return read(pdf, (path) => ['qpdf', '--check', `--password=${password}`, path]);
}

/** The text of a PDF as it stands on its pages, which end in form feeds. */
export function textOf(pdf: Buffer, password = ''): Reading {
  return read(pdf, (path) => ['pdftotext', '-upw', password, '-layout', '-enc', 'UTF-8', path, '-']);
}

/** Where every word stands, in points from the top left, and on which page. */
export function wordsOf(pdf: Buffer): { page: number; left: number; right: number; bottom: number; word: string }[] {
  const { text } = read(pdf, (path) => ['pdftotext', '-bbox', '-enc', 'UTF-8', path, '-']);
  return text.split('<page ').flatMap((page, number) =>
    Array.from(page.matchAll(/<word xMin="(.+?)" yMin=".+?" xMax="(.+?)" yMax="(.+?)">(.*?)<\/word>/g), (found) => ({
      page: number,
      left: Number(found[1]),
      right: Number(found[2]),
      bottom: Number(found[3]),
      word: found[4] ?? '',
    })),
  );
}

function read(pdf: Buffer, command: (path: string) => string[]): Reading {
  const folder = mkdtempSync(join(tmpdir(), 'pdf-reading-'));
  try {
    const path = join(folder, 'document.pdf');
    writeFileSync(path, pdf);
    const [program = '', ...args] = command(path);
    const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
    return { code: done.status, text: done.stdout, errors: done.stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
