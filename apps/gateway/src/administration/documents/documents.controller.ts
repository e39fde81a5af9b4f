import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PublicPage } from '../routes/admin-route.js';
import { openApiDocument } from '../routes/open-api.js';
import { Problem } from '../routes/problem.js';
import { ROUTE_TABLE, type RouteTable } from '../routes/route-table.js';

/** Scripts and styles of our own address alone; the viewer draws its icons from `data:`. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Phone banking: administration</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<div id="api"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/show.js"></script>
</html>
`;
const SHOW = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });\n`;

interface PageFile {
  readonly type: string;
  readonly content: string | Buffer;
}

/** Files of the viewer, by the name they are fetched with. */
const VIEWER = { 'swagger-ui.css': 'text/css', 'swagger-ui-bundle.js': 'text/javascript' } as const;

/** The document of the API, for machines and for people; nothing of the bank is in it. */
@PublicPage()
@Controller('admin')
export class DocumentsController {
  private readonly document: string;
  private readonly files: ReadonlyMap<string, PageFile>;

  constructor(@Inject(ROUTE_TABLE) table: RouteTable) {
    this.document = JSON.stringify(openApiDocument(table.routes));
    const viewer = createRequire(import.meta.url);
    const files = new Map<string, PageFile>([['show.js', { type: 'text/javascript', content: SHOW }]]);
    for (const [name, type] of Object.entries(VIEWER))
      files.set(name, { type, content: readFileSync(viewer.resolve(`swagger-ui-dist/${name}`)) });
    this.files = files;
  }

  @Get('openapi.json')
  openApi(@Res() reply: FastifyReply): void {
    send(reply, 'application/json', this.document);
  }

  @Get('docs')
  page(@Res() reply: FastifyReply): void {
    send(reply, 'text/html', PAGE);
  }

  /** @throws Problem `not-found`. */
  @Get('docs/:file')
  file(@Param('file') name: string, @Res() reply: FastifyReply): void {
    const file = this.files.get(name);
    if (!file) throw new Problem('not-found');
    send(reply, file.type, file.content);
  }
}

function send(reply: FastifyReply, type: string, content: string | Buffer): void {
  void reply
    .header('content-security-policy', CONTENT_POLICY)
    .header('cache-control', 'no-cache')
    .type(`${type}; charset=utf-8`)
    .send(content);
}
