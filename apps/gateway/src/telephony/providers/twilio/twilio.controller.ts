import { Body, Controller, Header, HttpCode, Inject, Param, Post, UseFilters, UseGuards } from '@nestjs/common';
import { CallRunner, type Report } from '../../../calls/call-runner.js';
import { readAddressPart } from '../../call-addresses.js';
import type { WebhookForm } from '../../webhook-form.js';
import { WebhookRefusedFilter } from '../../webhook-refused.filter.js';
import { toEnded, toInput, toStarted, toTransferEnded } from './twilio-event.mapper.js';
import { TwilioSignatureGuard } from './twilio-signature.guard.js';
import { TwilioTurnMapper } from './twilio-turn.mapper.js';
import { CallWebhook, DialWebhook, GatherWebhook, PlainWebhook, readWebhook } from './twilio-webhook.schema.js';

const XML = 'text/xml; charset=utf-8';

/** Twilio's webhooks: verified by the guard, translated here, answered with a document. Decides nothing. */
@Controller('telephony/twilio')
@UseGuards(TwilioSignatureGuard)
@UseFilters(WebhookRefusedFilter)
export class TwilioController {
  constructor(
    @Inject(CallRunner) private readonly calls: CallRunner,
    @Inject(TwilioTurnMapper) private readonly mapper: TwilioTurnMapper,
  ) {}

  /** "A call comes in", the address set at the number. */
  @Post('call')
  @HttpCode(200)
  @Header('content-type', XML)
  async call(@Body() form: WebhookForm): Promise<string> {
    const webhook = readWebhook(CallWebhook, form);
    return this.answer({ ...callOf(webhook), event: toStarted(webhook, Date.now()) });
  }

  /** The result of a Gather that waited for so many digits. */
  @Post('calls/:token/input/:digits')
  @HttpCode(200)
  @Header('content-type', XML)
  async input(
    @Body() form: WebhookForm,
    @Param('token') token: string,
    @Param('digits') digits: string,
  ): Promise<string> {
    const webhook = readWebhook(GatherWebhook, form);
    const event = toInput(webhook, readAddressPart('count', digits), Date.now());
    return this.answer({ ...callOf(webhook), token: readAddressPart('token', token), event });
  }

  /** The Redirect behind a Gather, for a Gather that ended without calling its action. */
  @Post('calls/:token/no-input')
  @HttpCode(200)
  @Header('content-type', XML)
  async noInput(@Body() form: WebhookForm, @Param('token') token: string): Promise<string> {
    const webhook = readWebhook(PlainWebhook, form);
    return this.answer({
      ...callOf(webhook),
      token: readAddressPart('token', token),
      event: { kind: 'noInput', at: Date.now() },
    });
  }

  /** A Dial ended. */
  @Post('calls/:token/transfer')
  @HttpCode(200)
  @Header('content-type', XML)
  async transfer(@Body() form: WebhookForm, @Param('token') token: string): Promise<string> {
    const webhook = readWebhook(DialWebhook, form);
    return this.answer({
      ...callOf(webhook),
      token: readAddressPart('token', token),
      event: toTransferEnded(webhook, Date.now()),
    });
  }

  /** The Dial of a last resort ended; the address holds all there is to know. */
  @Post('last-resort/:language/:attempt')
  @HttpCode(200)
  @Header('content-type', XML)
  lastResort(
    @Body() form: WebhookForm,
    @Param('language') language: string,
    @Param('attempt') attempt: string,
  ): string {
    const { outcome } = toTransferEnded(readWebhook(DialWebhook, form), Date.now());
    const at = { language: readAddressPart('language', language), attempt: readAddressPart('count', attempt), outcome };
    return this.calls.afterLastResort(at, (turn, continuation) => this.mapper.render(turn, continuation));
  }

  /** Call status, the address set at the number: how the end of a call becomes known. */
  @Post('status')
  @HttpCode(204)
  async status(@Body() form: WebhookForm): Promise<void> {
    const webhook = readWebhook(PlainWebhook, form);
    const event = toEnded(webhook, Date.now());
    if (event) await this.calls.end(callOf(webhook), event);
  }

  private answer(report: Report): Promise<string> {
    return this.calls.handle(report, (turn, continuation) => this.mapper.render(turn, continuation));
  }
}

const callOf = ({ CallSid }: { CallSid: string }) => ({ provider: 'twilio', providerCallId: CallSid }) as const;
