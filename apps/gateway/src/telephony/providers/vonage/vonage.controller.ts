import { Body, Controller, Header, HttpCode, Inject, Param, Post, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CallRunner, type Report } from '../../../calls/call-runner.js';
import { readAddressPart } from '../../call-addresses.js';
import { JSON_ANSWER, readJson } from '../../webhook-json.js';
import { WebhookRefusedFilter } from '../../webhook-refused.filter.js';
import { toEnded, toInput, toStarted, toTransferEnded } from './vonage-event.mapper.js';
import { VonageSignatureGuard } from './vonage-signature.guard.js';
import { VonageTurnMapper } from './vonage-turn.mapper.js';
import { CallWebhook, ConnectWebhook, EventWebhook, FallbackWebhook, InputWebhook } from './vonage-webhook.schema.js';

/** Vonage's webhooks: verified by the guard, translated here, answered with actions. Decides nothing. */
@Controller('telephony/vonage')
@UseGuards(VonageSignatureGuard)
@UseFilters(WebhookRefusedFilter)
export class VonageController {
  constructor(
    @Inject(CallRunner) private readonly calls: CallRunner,
    @Inject(VonageTurnMapper) private readonly mapper: VonageTurnMapper,
  ) {}

  /** The answer URL of the application. */
  @Post('call')
  @HttpCode(200)
  @Header('content-type', JSON_ANSWER)
  async call(@Body() body: unknown): Promise<string> {
    const webhook = readJson(CallWebhook, body);
    return this.answer({ ...callOf(webhook), event: toStarted(webhook, Date.now()) });
  }

  /** The result of an input that waited for so many digits. */
  @Post('calls/:token/input/:digits')
  @HttpCode(200)
  @Header('content-type', JSON_ANSWER)
  async input(@Body() body: unknown, @Param('token') token: string, @Param('digits') digits: string): Promise<string> {
    const webhook = readJson(InputWebhook, body);
    const event = toInput(webhook, readAddressPart('count', digits), Date.now());
    return this.answer({ ...callOf(webhook), token: readAddressPart('token', token), event });
  }

  /** What becomes of the leg to an agent; while it rings or talks, nothing is answered and it goes on. */
  @Post('calls/:token/transfer')
  async transfer(
    @Body() body: unknown,
    @Param('token') token: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const webhook = readJson(ConnectWebhook, body);
    const event = toTransferEnded(webhook, Date.now());
    if (!event) return goOn(reply);
    const answer = await this.answer({ ...callOf(webhook), token: readAddressPart('token', token), event });
    return replaceBy(reply, answer);
  }

  /** The same for a last resort; the address holds all there is to know. */
  @Post('last-resort/:language/:attempt')
  lastResort(
    @Body() body: unknown,
    @Param('language') language: string,
    @Param('attempt') attempt: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string {
    const event = toTransferEnded(readJson(ConnectWebhook, body), Date.now());
    if (!event) return goOn(reply);
    const at = { language: readAddressPart('language', language), attempt: readAddressPart('count', attempt) };
    const { outcome } = event;
    const answer = this.calls.afterLastResort({ ...at, outcome }, (turn, continuation) =>
      this.mapper.render(turn, continuation),
    );
    return replaceBy(reply, answer);
  }

  /**
   * The fallback URL of the application: a webhook that had no answer at its own address, where another instance may have
   * taken it already; it is the same event here as there. The address in it is read, never called (S24).
   */
  @Post('fallback')
  @HttpCode(200)
  @Header('content-type', JSON_ANSWER)
  async fallback(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const [, token, result, digits] = readJson(FallbackWebhook, body).original_request.url.split('/');
    if (token === undefined) return this.call(body);
    return result === 'input' ? this.input(body, token, digits ?? '') : this.transfer(body, token, reply);
  }

  /** The event URL of the application: how the end of a call becomes known. */
  @Post('status')
  @HttpCode(204)
  async status(@Body() body: unknown): Promise<void> {
    const webhook = readJson(EventWebhook, body);
    const event = toEnded(webhook, Date.now());
    const { conversation_uuid } = webhook;
    if (event && conversation_uuid !== undefined) await this.calls.end(callOf({ conversation_uuid }), event);
  }

  private answer(report: Report): Promise<string> {
    return this.calls.handle(report, (turn, continuation) => this.mapper.render(turn, continuation));
  }
}

const callOf = ({ conversation_uuid }: { conversation_uuid: string }) =>
  ({ provider: 'vonage', providerCallId: conversation_uuid }) as const;

function goOn(reply: FastifyReply): string {
  void reply.code(204);
  return '';
}

function replaceBy(reply: FastifyReply, actions: string): string {
  void reply.code(200).header('content-type', JSON_ANSWER);
  return actions;
}
