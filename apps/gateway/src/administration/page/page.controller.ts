import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type PageFile, pageFile, readPage, sendPageFile } from '../../page-files.js';
import { PublicPage } from '../routes/admin-route.js';
import { Problem } from '../routes/problem.js';

const library = createRequire(import.meta.url);
const fromLibrary = (path: string, type: string) => pageFile(type, readFileSync(library.resolve(path)));

/**
 * The page for staff: `GET /admin` and the files it consists of. It knows nothing by itself: what it shows it asks the API
 * for, with the rights of whoever signed in.
 */
@PublicPage()
@Controller('admin')
export class PageController {
  private readonly files: ReadonlyMap<string, PageFile> = new Map([
    ...readPage(new URL('./site/', import.meta.url)),
    ['uplot.js', fromLibrary('uplot/dist/uPlot.esm.js', 'text/javascript; charset=utf-8')],
    ['uplot.css', fromLibrary('uplot/dist/uPlot.min.css', 'text/css; charset=utf-8')],
  ]);

  @Get()
  index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.send('index.html', request, reply);
  }

  /** @throws Problem `not-found`. */
  @Get('page/:file')
  file(@Param('file') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.send(name, request, reply);
  }

  private send(name: string, request: FastifyRequest, reply: FastifyReply): void {
    const file = this.files.get(name);
    if (!file) throw new Problem('not-found');
    sendPageFile(request, reply, file);
  }
}
