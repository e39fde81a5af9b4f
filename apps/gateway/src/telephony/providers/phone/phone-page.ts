import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
  readonly etag: string;
}

const FOLDER = new URL('./page/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files of the page by name, read once: what is not among them cannot be asked for. */
export function readPage(): ReadonlyMap<string, PageFile> {
  return new Map(
    readdirSync(FOLDER).flatMap((name) => {
      const type = TYPES[extname(name)];
      if (type === undefined) return [];
      const content = readFileSync(new URL(name, FOLDER));
      const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`;
      return [[name, { type, content, etag }] as const];
    }),
  );
}
