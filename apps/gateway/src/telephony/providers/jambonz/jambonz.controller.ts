import { Body, Controller, Header, HttpCode, Inject, Param, Post, UseFilters, UseGuards } from '@nestjs/common';
import { CallRunner, type Report } from '../../../calls/call-runner.js';
import { readAddressPart } from '../../call-addresses.js';
import { JSON_ANSWER, readJson } from '../../webhook-json.js';
import { WebhookRefusedFilter } from '../../webhook-refused.filter.js';
import { toEnded, toInput, toStarted, toTransferEnded } from './jambonz-event.mapper.js';
import { JambonzSignatureGuard } from './jambonz-signature.guard.js';
import { JambonzTurnMapper } from './jambonz-turn.mapper.js';
import { CallWebhook, DialWebhook, GatherWebhook, StatusWebhook } from './jambonz-webhook.schema.js';

/** The hooks of jambonz: verified by the guard, translated here, answered with verbs. Decides nothing. */
@Controller('telephony/jambonz')
@UseGuards(JambonzSignatureGuard)
@UseFilters(WebhookRefusedFilter)
export class JambonzController {
  constructor(
    @Inject(CallRunner) private readonly calls: CallRunner,
    @Inject(JambonzTurnMapper) private readonly mapper: JambonzTurnMapper,
  ) {}

  /** The call hook of the application. */
  @Post('call')
  @HttpCode(200)
  @Header('content-type', JSON_ANSWER)
  async call(@Body() body: unknown): Promise<string> {
    const webhook = readJson(CallWebhook, body);
    return this.answer({ ...callOf(webhook), event: toStarted(webhook, Date.now()) });
  }

  /** The result of a gather that waited for so many digits. */
  @Post('calls/:token/input/:digits')
  @HttpCode(200)
  @Header('content-type', JSON_ANSWER)
  async input(@Body() body: unknown, @Param('token') token: string, @Param('digits') digits: string): Promise<string> {
    const webhook = readJson(GatherWebhook, body);
    const event = toInput(webhook, readAddressPart('count', digits), Date.now());
    return this.answer({ ...callOf(webhook), token: readAddressPart('token', token), event });
  }

  /** A dial ended. */
  @Post('calls/:token/transfer')
  @HttpCode(200)
  @Header('content-type', JSON_ANSWER)
  async transfer(@Body() body: unknown, @Param('token') token: string): Promise<string> {
    const webhook = readJson(DialWebhook, body);
    const event = toTransferEnded(webhook, Date.now());
    return this.answer({ ...callOf(webhook), token: readAddressPart('token', token), event });
  }

  /** The dial of a last resort ended; the address holds all there is to know. */
  @Post('last-resort/:language/:attempt')
  @HttpCode(200)
  @Header('content-type', JSON_ANSWER)
  lastResort(@Body() body: unknown, @Param('language') language: string, @Param('attempt') attempt: string): string {
    const { outcome } = toTransferEnded(readJson(DialWebhook, body), Date.now());
    const at = { language: readAddressPart('language', language), attempt: readAddressPart('count', attempt), outcome };
    return this.calls.afterLastResort(at, (turn, continuation) => this.mapper.render(turn, continuation));
  }

  /** The call-status hook of the application: how the end of a call becomes known. */
  @Post('status')
  @HttpCode(204)
  async status(@Body() body: unknown): Promise<void> {
    const webhook = readJson(StatusWebhook, body);
    const event = toEnded(webhook, Date.now());
    if (event) await this.calls.end(callOf(webhook), event);
  }

  private answer(report: Report): Promise<string> {
    return this.calls.handle(report, (turn, continuation) => this.mapper.render(turn, continuation));
  }
}

const callOf = ({ call_sid }: { call_sid: string }) => ({ provider: 'jambonz', providerCallId: call_sid }) as const;
