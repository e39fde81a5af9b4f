import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CallRunner, type Report } from '../../../calls/call-runner.js';
import { readAddressPart } from '../../call-addresses.js';
import type { WebhookForm } from '../../webhook-form.js';
import { WebhookRefusedFilter } from '../../webhook-refused.filter.js';
import { toInput, toStarted, toTransferEnded } from './voicexml-event.mapper.js';
import { VoiceXmlSecretGuard } from './voicexml-secret.guard.js';
import { VoiceXmlTurnMapper } from './voicexml-turn.mapper.js';
import { EndedWebhook, InputWebhook, readWebhook, StartedWebhook, TransferWebhook } from './voicexml-webhook.schema.js';
import { VOICEXML_OPTIONS, type VoiceXmlOptions } from './voicexml.config.js';

/** What a VoiceXML browser fetches and posts: guarded by the secret, translated here. Decides nothing. */
@Controller('telephony/voicexml/:secret')
@UseGuards(VoiceXmlSecretGuard)
@UseFilters(WebhookRefusedFilter)
export class VoiceXmlController {
  constructor(
    @Inject(CallRunner) private readonly calls: CallRunner,
    @Inject(VoiceXmlTurnMapper) private readonly mapper: VoiceXmlTurnMapper,
    @Inject(VOICEXML_OPTIONS) private readonly options: VoiceXmlOptions,
  ) {}

  /** The address set at the platform. The document is the same for all; what a platform adds to the address is not read. */
  @Get('call')
  entry(@Param('secret') secret: string, @Res() reply: FastifyReply): void {
    this.send(reply, this.mapper.entry(), secret);
  }

  /** The entry document ran: a call began. */
  @Post('started')
  @HttpCode(200)
  async started(@Param('secret') secret: string, @Body() form: WebhookForm, @Res() reply: FastifyReply): Promise<void> {
    const event = toStarted(readWebhook(StartedWebhook, form), this.options.numbers, Date.now());
    const { providerCallId } = event;
    await this.answer({ provider: 'voicexml', providerCallId, event }, secret, reply);
  }

  /** The result of a field that waited for so many digits. */
  @Post('calls/:token/input/:digits')
  @HttpCode(200)
  async input(
    @Param() { secret, token, digits }: Record<'secret' | 'token' | 'digits', string>,
    @Body() form: WebhookForm,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const webhook = readWebhook(InputWebhook, form);
    const event = toInput(webhook, readAddressPart('count', digits), Date.now());
    await this.answer({ ...callOf(webhook), token: readAddressPart('token', token), event }, secret, reply);
  }

  /** A transfer ended, or could not begin. */
  @Post('calls/:token/transfer')
  @HttpCode(200)
  async transfer(
    @Param() { secret, token }: Record<'secret' | 'token', string>,
    @Body() form: WebhookForm,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const webhook = readWebhook(TransferWebhook, form);
    const event = toTransferEnded(webhook, Date.now());
    await this.answer({ ...callOf(webhook), token: readAddressPart('token', token), event }, secret, reply);
  }

  /** The transfer of a last resort ended; the address holds all there is to know. */
  @Post('last-resort/:language/:attempt')
  @HttpCode(200)
  lastResort(
    @Param() { secret, language, attempt }: Record<'secret' | 'language' | 'attempt', string>,
    @Body() form: WebhookForm,
    @Res() reply: FastifyReply,
  ): void {
    const webhook = readWebhook(TransferWebhook, form);
    const { outcome } = toTransferEnded(webhook, Date.now());
    const at = { language: readAddressPart('language', language), attempt: readAddressPart('count', attempt), outcome };
    const document = this.calls.afterLastResort(at, (turn, next) => this.mapper.render(turn, next, webhook.sid));
    this.send(reply, document, secret);
  }

  /** The end of a call, as its documents report it; taken once, and also of a call nobody knows. */
  @Post('ended')
  @HttpCode(200)
  async ended(@Param('secret') secret: string, @Body() form: WebhookForm, @Res() reply: FastifyReply): Promise<void> {
    const webhook = readWebhook(EndedWebhook, form);
    // Whoever was transferred for good has an outcome already; the call is over for us all the same.
    await this.calls.end(callOf(webhook), { kind: 'ended', at: Date.now(), by: 'caller' });
    this.send(reply, this.mapper.farewell(), secret);
  }

  private async answer(report: Report, secret: string, reply: FastifyReply): Promise<void> {
    const document = await this.calls.handle(report, (turn, continuation) =>
      this.mapper.render(turn, continuation, report.providerCallId),
    );
    this.send(reply, document, secret);
  }

  /**
   * Sends a document, and puts the secret into the addresses that are ours. Only here, so that it stands in no stored
   * answer; a quotation mark stands in no text, so nothing that is said can ask for it.
   */
  private send(reply: FastifyReply, document: string, secret: string): void {
    const ours = `="${this.options.publicUrl}/telephony/voicexml/`;
    void reply
      .header('content-type', `${this.options.contentType}; charset=utf-8`)
      .header('cache-control', 'no-store')
      .send(document.replaceAll(ours, () => `${ours}${secret}/`));
  }
}

const callOf = ({ sid }: { sid: string }) => ({ provider: 'voicexml', providerCallId: sid }) as const;
