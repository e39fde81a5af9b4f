import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files of a page by name, read once: what is not among them cannot be asked for. @param folder ends with a slash. */
export function readPage(folder: URL): ReadonlyMap<string, PageFile> {
  return new Map(
    readdirSync(folder).flatMap((name) => {
      const type = TYPES[extname(name)];
      if (type === undefined) return [];
      return [[name, pageFile(type, readFileSync(new URL(name, folder)))] as const];
    }),
  );
}

/** A file that came from elsewhere, such as a library. */
export function pageFile(type: string, content: Buffer): PageFile {
  return { type, content, etag: `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"` };
}

/** Scripts, styles and sound of our own address, and nothing else from anywhere. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sends a file of a page, or that the browser has it already. */
export function sendPageFile(request: FastifyRequest, reply: FastifyReply, file: PageFile): void {
  void reply
    .header('content-security-policy', CONTENT_POLICY)
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-cache')
    .header('etag', file.etag);
  if (request.headers['if-none-match'] === file.etag) void reply.code(304).send();
  else void reply.type(file.type).send(file.content);
}
