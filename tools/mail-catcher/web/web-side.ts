import helmet from '@fastify/helmet';
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import { type ParsedMail, simpleParser } from 'mailparser';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { CaughtMails } from '../caught-mails.js';
import { htmlOf, listPage, mailPage, missingPage, PAGE } from './pages.js';

const asset = (name: string) => readFileSync(new URL(`./${name}`, import.meta.url));

const Position = z.coerce.number().int().min(0).max(1_000_000).catch(0);
const FileNumber = z.coerce.number().int().min(0).max(100);

/** The page may show what comes from here, and nothing else; no mail can run, load or send anything. */
const PAGE_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  frameSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'self'"],
};
/** The frame an HTML mail is shown in: its own styles and pictures, no script, no request. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox";

/** A small web page on loopback that shows what was caught. */
export class WebSide {
  private readonly server: FastifyInstance;

  constructor(private readonly mails: CaughtMails) {
    this.server = fastify({ logger: false });
  }

  /** @returns the port it listens on, on loopback. */
  async listen(host: string, port: number): Promise<number> {
    const { server } = this;
    await server.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: PAGE_POLICY },
      strictTransportSecurity: false,
      xFrameOptions: { action: 'sameorigin' },
      originAgentCluster: false,
    });
    this.refuseStrangers();
    this.pages();
    this.assets();
    await server.listen({ host, port });
    return (server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  /** A page elsewhere must neither read this one under a name of its own nor press its button. */
  private refuseStrangers(): void {
    this.server.addHook('onRequest', async (request, reply) => {
      if (!/^(127\.0\.0\.1|localhost|\[::1\])$/.test(request.hostname)) await reply.code(403).send('not here');
      const site = request.headers['sec-fetch-site'];
      if (request.method === 'POST' && site !== undefined && site !== 'same-origin')
        await reply.code(403).send('not from there');
    });
    this.server.addContentTypeParser('application/x-www-form-urlencoded', (_request, _body, done) => done(null));
  }

  private pages(): void {
    const { server, mails } = this;
    server.get('/health/ready', () => ({ status: 'ready' }));
    server.get<{ Querystring: { from?: string } }>('/', (request, reply) => {
      const from = Position.parse(request.query.from ?? 0);
      return asHtml(reply, listPage(mails.list(from, PAGE), { from, count: mails.count }));
    });
    server.get('/newest', () => ({ id: mails.list(0, 1)[0]?.id ?? '' }));
    server.post('/clear', async (_request, reply) => {
      await mails.clear();
      return reply.redirect('/', 303);
    });
    server.get<{ Params: { id: string } }>('/mails/:id', async ({ params }, reply) => {
      const found = await this.read(params.id);
      return found ? asHtml(reply, mailPage(found.mail, found.parsed)) : missing(reply);
    });
    server.get<{ Params: { id: string } }>('/mails/:id/html', async ({ params }, reply) => {
      const found = await this.read(params.id);
      if (!found) return missing(reply);
      return asHtml(reply.header('content-security-policy', MAIL_POLICY), htmlOf(found.parsed));
    });
    server.get<{ Params: { id: string } }>('/mails/:id/raw', async ({ params }, reply) => {
      const mail = mails.find(params.id);
      if (!mail) return missing(reply);
      return reply.type('text/plain; charset=utf-8').send(await mails.raw(mail));
    });
    server.get<{ Params: { id: string; number: string } }>('/mails/:id/files/:number', async ({ params }, reply) => {
      const number = FileNumber.safeParse(params.number);
      const file = (await this.read(params.id))?.parsed.attachments[number.data ?? -1];
      if (!file) return missing(reply);
      const name = encodeURIComponent(file.filename ?? 'file');
      return reply
        .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
        .type('application/octet-stream')
        .send(file.content);
    });
    server.setNotFoundHandler((_request, reply) => missing(reply));
  }

  private assets(): void {
    const files = { 'catcher.css': 'text/css', 'catcher.js': 'text/javascript', 'icon.svg': 'image/svg+xml' };
    for (const [name, type] of Object.entries(files)) {
      const content = asset(name);
      this.server.get(`/${name}`, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(content));
    }
  }

  private async read(id: string) {
    const mail = this.mails.find(id);
    if (!mail) return undefined;
    const parsed: ParsedMail = await simpleParser(await this.mails.raw(mail));
    return { mail, parsed };
  }
}

function asHtml(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page);
}

function missing(reply: FastifyReply): FastifyReply {
  return asHtml(reply.code(404), missingPage());
}
