import type { Logger } from '#libs/logging';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AudioAddresses } from './addresses.js';
import { byteRange } from './byte-range.js';
import { AUDIO_LOGGER } from './audio-library.js';
import type { Sound } from './recent-sounds.js';
import { inRendition, mediaTypeOf, type Rendition } from './rendition.js';
import { NoSound, Renderer } from './renderer.js';

const YEAR_SECONDS = 31_536_000;

/**
 * `GET` and `HEAD` below `/audio/`: what providers and the phone in the browser play. The path is one wildcard, because
 * the router refuses named parts of over 100 characters and a token is longer.
 */
@Controller('audio')
export class AudioController {
  constructor(
    @Inject(AudioAddresses) private readonly addresses: AudioAddresses,
    @Inject(Renderer) private readonly renderer: Renderer,
    @Inject(AUDIO_LOGGER) private readonly logger: Logger,
  ) {}

  @Get('*')
  async play(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const wanted = this.addresses.at(pathBelowAudio(request));
    if (!wanted) return reply.code(404).header('cache-control', 'no-store').send();
    try {
      const sound = await this.renderer.render(wanted);
      const lasts = wanted.kept === 'lasting' && sound.asIntended;
      send(request, reply, sound, { lasts, rendition: wanted.rendition });
    } catch (error) {
      if (!(error instanceof NoSound)) throw error;
      // The address of a client's sentence is a secret while it lasts, so the prompt alone says what failed.
      this.logger.error({ event: 'audio.no-sound', prompt: wanted.part.prompt, language: wanted.language, err: error });
      return reply.code(503).header('cache-control', 'no-store').header('retry-after', '1').send();
    }
  }
}

function pathBelowAudio(request: FastifyRequest): string {
  const { '*': path } = request.params as Record<string, string | undefined>;
  return path ?? '';
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { wav, tag }: Sound,
  { lasts, rendition }: { lasts: boolean; rendition: Rendition },
): FastifyReply {
  const etag = `"${tag}.${rendition}"`;
  void reply
    .header('etag', etag)
    .header('accept-ranges', 'bytes')
    .header('cache-control', lasts ? `public, max-age=${YEAR_SECONDS}, immutable` : 'private, no-store')
    .header('x-content-type-options', 'nosniff');
  if (names(request.headers['if-none-match'], etag)) return reply.code(304).send();
  void reply.type(mediaTypeOf(rendition));
  const sound = inRendition(wav, rendition);
  const ifRange = request.headers['if-range'];
  const range = ifRange === undefined || ifRange === etag ? byteRange(request.headers.range, sound.length) : undefined;
  if (range === undefined) return reply.send(sound);
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${sound.length}`).send();
  return reply
    .code(206)
    .header('content-range', `bytes ${range.first}-${range.last}/${sound.length}`)
    .send(sound.subarray(range.first, range.last + 1));
}

/** Whether a list of entity tags holds ours; `W/` makes no difference here (RFC 9110, 13.1.2). */
function names(ifNoneMatch: string | undefined, etag: string): boolean {
  return (ifNoneMatch ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === etag);
}
