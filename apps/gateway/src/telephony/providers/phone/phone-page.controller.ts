import { LANGUAGES } from '#libs/speech';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AUDIO_LIBRARY, type AudioLibrary } from '../../../audio/audio-library.js';
import { type PageFile, readPage, sendPageFile } from '../../../page-files.js';
import { readDemoHints } from './demo-hints.js';
import { PHONE_OPTIONS, type PhoneOptions } from './phone.config.js';

/** The page of the phone: `GET /phone` and the files it consists of. */
@Controller('phone')
export class PhonePageController {
  private readonly page = readPage(new URL('./page/', import.meta.url));
  private readonly setup: string;

  constructor(@Inject(PHONE_OPTIONS) options: PhoneOptions, @Inject(AUDIO_LIBRARY) audio: AudioLibrary) {
    this.setup = JSON.stringify({
      bankName: options.bankName,
      dialledNumber: options.dialledNumber,
      presentsNumbers: options.presentsNumbers,
      spoken: LANGUAGES.filter((language) => audio.canSpeak(language)),
      demo: options.presentsNumbers ? (readDemoHints(options.demoBankFile) ?? null) : null,
    });
  }

  /** The page itself. */
  @Get()
  index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(request, reply, this.page.get('index.html'));
  }

  /** What the page has to know: the bank's name, and in the demo its invented clients. */
  @Get('setup')
  settings(@Res() reply: FastifyReply): void {
    void reply.header('cache-control', 'no-store').type('application/json; charset=utf-8').send(this.setup);
  }

  /** A file of the page. */
  @Get(':file')
  file(@Param('file') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(request, reply, this.page.get(name));
  }
}

function send(request: FastifyRequest, reply: FastifyReply, file: PageFile | undefined): void {
  if (!file) {
    void reply.code(404).send('');
    return;
  }
  sendPageFile(request, reply, file);
}
